import { useState } from 'react';
import type { Instance, ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { leftOutWords, type Move, movesOf, plainMoves, replacementsOf } from '../../state/predict/moved.ts';
import { sameRow, usePredict } from '../../state/predict/predict.ts';
import { type Target, targetWords } from '../../state/predict/score.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { count, figure, plural } from '../../ui/format/numbers.ts';
import { Panel } from '../../ui/Panel.tsx';
import bars from './Bars.module.css';
import { signed } from './signed.ts';
import verdict from './Verdict.module.css';
import styles from './WhatMoved.module.css';
import { useTarget } from './useTarget.ts';

const atFirst = 6;

/** What each value adds to the answer over what a training row typically has there, one feature at a time. */
export function WhatMoved() {
  const [all, setAll] = useState(false);
  const { first, moved, model, beside, row, asIType } = usePredict();
  const target = useTarget();
  const rejected = first.answered?.prediction.rejected !== undefined;
  const moves =
    moved && target && first.answered && !rejected
      ? movesOf(target, moved.instance, first.answered.prediction, moved.replacements, moved.predictions)
      : [];
  const top = target ? plainMoves(target, moves).slice(0, atFirst) : [];
  const words = moves.some(({ word }) => word !== null);
  const stale = moved !== null && !(row?.kind === 'ready' && sameRow(moved.instance, row.instance));
  return (
    <Panel
      title="What moved it"
      sub={
        stale && !asIType
          ? 'for earlier values'
          : `${words ? 'each word left out' : 'against the typical row'}${model && beside ? `, version ${model.version}` : ''}`
      }
      actions={
        moves.length > top.length ? (
          <Button small kind="quiet" onPress={() => setAll(!all)}>
            {all ? 'Fewer' : `All ${count(moves.length)}`}
          </Button>
        ) : null
      }
    >
      <div className={styles.body} tabIndex={0} role="region" aria-label="What moved it, in detail">
        {moved && target && moves.length > 0 ? (
          <>
            <ul className={cx(bars.bars, styles.small, stale && verdict.stale)}>
              {(all ? moves : top).map((move) => (
                <Row
                  key={`${move.feature} ${move.word?.at ?? ''}`}
                  move={move}
                  moves={moves}
                  probability={target.kind === 'probability'}
                />
              ))}
            </ul>
            <MovedNote target={target} moves={moves} />
            {first.card ? <LeftOut card={first.card} instance={moved.instance} /> : null}
          </>
        ) : (
          <p className={styles.note}>
            <Nothing rejected={rejected} />
          </p>
        )}
      </div>
    </Panel>
  );
}

/** What the figures are, and what became of the values that have none worth showing. */
function MovedNote({ target, moves }: { target: Target; moves: readonly Move[] }) {
  const name = targetWords(target);
  const words = moves.some(({ word }) => word !== null);
  const plain = plainMoves(target, moves).length;
  const slight = moves.length - plain;
  const thing = words ? 'word' : 'feature';
  const little = target.kind === 'probability' ? 'less than 0.001' : 'next to nothing';
  return (
    <p className={styles.note}>
      {plain === 0
        ? `No ${thing} alone moves ${name} by ${target.kind === 'probability' ? '0.001' : 'anything'}.`
        : words
          ? `What ${name} would lose without one word, the rest as entered.`
          : `What ${name} would lose if one feature had its median or most frequent value of training, the rest as entered.`}
      {plain > 0 && slight > 0
        ? ` ${plural(slight, thing)} ${slight === 1 ? 'moves' : 'move'} it by ${little}.`
        : ''}
    </p>
  );
}

function LeftOut({ card, instance }: { card: ModelCard; instance: Instance }) {
  const words = leftOutWords(card, instance);
  return words === null ? null : <p className={styles.note}>{words}</p>;
}

/** Why nothing is held against anything. */
function Nothing({ rejected }: { rejected: boolean }) {
  const { first, moved, row } = usePredict();
  const target = useTarget();
  if (first.card !== null && first.card.profile === undefined && !first.card.inputs.some(isText)) {
    return 'This model’s card has no profile of its training rows, so there is no typical row to hold against.';
  }
  if (rejected) return 'A rejected row has nothing that could have moved.';
  if (target?.kind === 'class') return 'The model gives no probabilities, so nothing can be weighed.';
  if (!first.answered || !first.card || row?.kind !== 'ready') {
    return 'Each value is held against the typical one of training, once there is an answer.';
  }
  if (moved !== null || replacementsOf(first.card, row.instance).length > 0) {
    return 'Each value is held against the typical one of training.';
  }
  if (first.card.inputs.some(isText)) return 'There are no words to leave out.';
  return `Every value that has a typical one is that. ${leftOutWords(first.card, row.instance) ?? ''}`;
}

function isText({ type }: ModelInput): boolean {
  return type === 'text';
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
    <li className={bars.row} title={`${said}; ${move.by === 0 ? 'no change' : signed(figure(move.by))}`}>
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
      <span>{byWords(move.by, probability)}</span>
    </li>
  );
}

function byWords(by: number, probability: boolean): string {
  if (by === 0) return '0';
  if (probability) return Math.abs(by) < 0.0005 ? '< 0.001' : signed(by.toFixed(3));
  return signed(figure(by));
}
