import { type KeyboardEvent, useState } from 'react';
import type { Box } from '../../../src-main/contract/index.ts';
import { cx } from '../../ui/cx.ts';
import { SimpleTable, cell } from '../../ui/SimpleTable.tsx';
import styles from './BoxesView.module.css';
import { colourOf } from './BoxMarks.tsx';

/** The boxes as rows; hover or focus shows which is which. */
export function BoxList({
  boxes,
  labels,
  pointed,
  onPoint,
}: {
  boxes: readonly Box[];
  labels: readonly string[];
  pointed: number | null;
  onPoint: (at: number | null) => void;
}) {
  /** The row the Tab key stops at; the arrow keys move it. */
  const [stop, setStop] = useState(0);
  const walk = (event: KeyboardEvent<HTMLTableRowElement>, at: number) => {
    const steps: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      Home: 0,
      End: boxes.length - 1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const row = event.currentTarget.parentElement?.children[Math.max(0, Math.min(to, boxes.length - 1))];
    if (row instanceof HTMLElement) row.focus();
  };
  if (boxes.length === 0) {
    return <p className={styles.none}>Nothing on it scores high enough.</p>;
  }
  return (
    <div className={styles.list}>
      <SimpleTable
        label="Boxes"
        columns={[
          { header: 'Label' },
          { header: 'Score', align: 'right' },
          { header: 'Place', align: 'right' },
          { header: 'Size', align: 'right' },
        ]}
      >
        {boxes.map(({ label, score, box }, at) => (
          <tr
            key={`${at} ${box.join(' ')}`}
            tabIndex={at === Math.min(stop, boxes.length - 1) ? 0 : -1}
            className={cx(styles.row, pointed === at && styles.on)}
            onPointerEnter={() => onPoint(at)}
            onPointerLeave={() => onPoint(null)}
            onFocus={() => {
              setStop(at);
              onPoint(at);
            }}
            onKeyDown={(event) => walk(event, at)}
            onBlur={() => onPoint(null)}
          >
            <td className={cell.grow}>
              <svg className={styles.swatch} viewBox="0 0 10 10" aria-hidden="true">
                <rect className={colourOf(labels, label)} x="1" y="1" width="8" height="8" />
              </svg>
              {label}
            </td>
            <td className={cell.num}>{score.toFixed(2)}</td>
            <td className={cell.num}>
              {Math.round(box[0])}, {Math.round(box[1])}
            </td>
            <td className={cell.num}>
              {Math.round(box[2])} × {Math.round(box[3])}
            </td>
          </tr>
        ))}
      </SimpleTable>
    </div>
  );
}
