import { useEffect, useRef } from 'react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { setText } from '../../state/predict/form.ts';
import { usePredict } from '../../state/predict/predict.ts';
import type { Target } from '../../state/predict/score.ts';
import type { Sweep } from '../../state/predict/sweep.ts';
import { cx } from '../../ui/cx.ts';
import { exactText, scoreDomain, share } from './axis.ts';
import styles from './ChoiceResponse.module.css';
import type { ResponseLine } from './WhatIf.tsx';

/** More values than this are ordered by their answer, fewer as the card has them. */
const mostInOrder = 12;

/** The response to each allowed value as bars; choosing one puts it in the form. */
export function ChoiceResponse({
  sweep,
  lines,
  target,
}: {
  sweep: Extract<Sweep, { kind: 'choices' }>;
  lines: readonly ResponseLine[];
  target: Target;
}) {
  const text = usePredict((state) => state.texts[sweep.feature] ?? '');
  const domain = scoreDomain(target, lines);
  const threshold = target.kind === 'probability' && domain.to === 1 ? target.threshold : null;
  const rows = sweep.values.map((value, at) => ({
    id: String(value),
    scores: lines.map(({ points }) => points[at]?.score ?? null),
  }));
  if (rows.length > mostInOrder) rows.sort((a, b) => (b.scores[0] ?? -1) - (a.scores[0] ?? -1));
  const list = useRef<HTMLDivElement>(null);
  const own = rows.findIndex(({ id }) => id === text);
  useEffect(() => {
    // The list puts its rows in place after this.
    const frame = requestAnimationFrame(() => {
      const row = list.current?.querySelectorAll('[role="option"]')[own];
      if (list.current && row) showRow(list.current, row);
    });
    return () => cancelAnimationFrame(frame);
  }, [own]);
  return (
    <ListBox
      ref={list}
      aria-label={`Answer for each value of ${sweep.feature}`}
      className={styles.list ?? ''}
      items={rows}
      dependencies={[lines]}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[text]}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : keys;
        if (key !== undefined) setText(sweep.feature, String(key));
      }}
    >
      {({ id, scores }) => (
        <ListBoxItem
          id={id}
          textValue={`${id}: ${scores.map((score) => (score === null ? 'rejected' : exactText(target, score, domain))).join(', ')}`}
          className={styles.row ?? ''}
        >
          <span className={styles.value} title={id}>
            {id === '' ? '(empty)' : id}
          </span>
          <span className={styles.bars}>
            {scores.map((score, index) => (
              <span key={lines[index]?.name ?? index} className={styles.bar}>
                <i
                  className={index === 0 ? styles.first : styles.second}
                  style={{ width: `${score === null ? 0 : share(score, domain.from, domain.to) * 100}%` }}
                />
                {threshold === null ? null : <b style={{ left: `${threshold * 100}%` }} />}
              </span>
            ))}
          </span>
          <span className={styles.figures}>
            {scores.map((score, index) => (
              <span key={lines[index]?.name ?? index} className={cx(index === 0 && styles.strong)}>
                {score === null ? 'rejected' : exactText(target, score, domain)}
              </span>
            ))}
          </span>
        </ListBoxItem>
      )}
    </ListBox>
  );
}

/** Scrolls the list alone: the page stays where it is while one types. */
function showRow(list: HTMLElement, row: Element) {
  const place = row.getBoundingClientRect();
  const room = list.getBoundingClientRect();
  if (place.top < room.top) list.scrollTop -= room.top - place.top;
  else if (place.bottom > room.bottom) list.scrollTop += place.bottom - room.bottom;
}
