import { useState } from 'react';
import { type Move, movesOf } from '../../state/predict/moved.ts';
import { sameRow, usePredict } from '../../state/predict/predict.ts';
import { targetWords } from '../../state/predict/score.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { count, figure } from '../../ui/format/numbers.ts';
import { Panel } from '../../ui/Panel.tsx';
import { probabilityChange } from './axis.ts';
import bars from './Bars.module.css';
import { signed } from './signed.ts';
import verdict from './Verdict.module.css';
import styles from './WhatMoved.module.css';
import { useTarget } from './useTarget.ts';

const atFirst = 6;

/** What each value adds to the answer over what a training row typically has there, one feature at a time. */
export function WhatMoved() {
  const [all, setAll] = useState(false);
  const first = usePredict((state) => state.first);
  const moved = usePredict((state) => state.moved);
  const model = usePredict((state) => state.model);
  const beside = usePredict((state) => state.beside);
  const row = usePredict((state) => state.row);
  const rejected = first.answered?.prediction.rejected !== undefined;
  const target = useTarget();
  const moves =
    moved && target && first.answered && !rejected
      ? movesOf(target, moved.instance, first.answered.prediction, moved.replacements, moved.predictions)
      : [];
  const shown = all ? moves : moves.slice(0, atFirst);
  const noProfile = first.card !== null && first.card.profile === undefined;
  const words = moves.some(({ word }) => word !== null);
  return (
    <Panel
      title="What moved it"
      sub={`${words ? 'each word left out' : 'against the typical row'}${model && beside ? `, version ${model.version}` : ''}`}
      actions={
        moves.length > atFirst ? (
          <Button small kind="quiet" onPress={() => setAll(!all)}>
            {all ? `Top ${atFirst}` : `All ${count(moves.length)}`}
          </Button>
        ) : null
      }
    >
      <div className={styles.body} tabIndex={0} role="region" aria-label="What moved it, in detail">
        {shown.length > 0 && target ? (
          <>
            <ul
              className={cx(
                bars.bars,
                styles.small,
                !(row?.kind === 'ready' && moved && sameRow(moved.instance, row.instance)) && verdict.stale,
              )}
            >
              {shown.map((move) => (
                <Row
                  key={`${move.feature} ${move.word?.at ?? ''}`}
                  move={move}
                  moves={moves}
                  probability={target.kind === 'probability'}
                />
              ))}
            </ul>
            <p className={styles.note}>
              {words
                ? `What ${targetWords(target)} would lose without one word, the rest as entered.`
                : `What ${targetWords(target)} would lose if one feature had its median or most frequent value of training, the rest as entered.`}
            </p>
          </>
        ) : (
          <p className={styles.note}>
            {noProfile
              ? 'This model’s card has no profile of its training rows, so there is no typical row to hold against.'
              : rejected
                ? 'A rejected row has nothing that could have moved.'
                : first.answered && moved
                  ? 'Every value is the typical one.'
                  : 'Each value is held against the typical one of training, once there is an answer.'}
          </p>
        )}
      </div>
    </Panel>
  );
}

function Row({ move, moves, probability }: { move: Move; moves: readonly Move[]; probability: boolean }) {
  const least = Math.min(0, ...moves.map(({ by }) => by));
  const most = Math.max(0, ...moves.map(({ by }) => by));
  // Where nothing moves it, small moves are drawn small.
  const width = Math.max(most - least, probability ? 0.02 : 0) || 1;
  const zero = (-least / width) * 100;
  const from = move.by < 0 ? zero + (move.by / width) * 100 : zero;
  const value = typeof move.value === 'number' ? figure(move.value) : String(move.value ?? 'missing');
  const typical = typeof move.typical === 'number' ? figure(move.typical) : String(move.typical);
  const said = move.word
    ? `word ${move.word.at + 1} of ${move.feature}`
    : `${move.feature} is ${value}; typically ${typical}`;
  return (
    <li className={bars.row} title={said}>
      <span className={bars.label}>
        {move.word ? (
          move.word.text
        ) : (
          <>
            {move.feature} <b className={styles.value}>{value}</b>
          </>
        )}
      </span>
      <span className={bars.bar}>
        <i
          className={styles.by}
          style={{ left: `${from}%`, width: `${(Math.abs(move.by) / width) * 100}%` }}
        />
        <b className={styles.zero} style={{ left: `${zero}%` }} />
      </span>
      <span>{signed(probability ? probabilityChange(move.by, moves[0]?.by) : figure(move.by))}</span>
    </li>
  );
}
