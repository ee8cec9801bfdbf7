import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import type { TableDescription } from '../../../src-main/contract/index.ts';
import { cx } from '../../ui/cx.ts';
import { count } from '../../ui/format/numbers.ts';
import { cut } from '../../ui/format/text.ts';
import text from '../../ui/text.module.css';
import styles from './PreviewTable.module.css';

const lineWidth = 56;
const smallest = 56;
const largest = 220;

/**
 * The first rows of a file with their cells as they are: missing ones hatched, columns no feature uses dim.
 * Only columns in view exist, so a table may have thousands.
 */
export function PreviewTable({ table, used }: { table: TableDescription; used: ReadonlySet<string> | null }) {
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(table), [table]);
  const lines = table.rows.some((row) => row.line !== null);
  const virtual = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (at) => columns[at]?.width ?? smallest,
    paddingStart: lines ? lineWidth : 0,
    overscan: 4,
    initialRect: { width: 1200, height: 300 },
  });
  const items = virtual.getVirtualItems();
  const before = (items[0]?.start ?? 0) - (lines ? lineWidth : 0);
  const after = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);
  return (
    <div ref={scroller} className={styles.scroll} tabIndex={0} role="region" aria-label="First rows">
      <table
        className={styles.table}
        style={{ minWidth: `${virtual.getTotalSize()}px` }}
        aria-colcount={columns.length + (lines ? 1 : 0)}
      >
        <colgroup>
          {lines ? <col style={{ width: `${lineWidth}px` }} /> : null}
          {before > 0 ? <col style={{ width: `${before}px` }} /> : null}
          {items.map((item) => (
            <col key={item.key} style={{ width: `${item.size}px` }} />
          ))}
          {after > 0 ? <col style={{ width: `${after}px` }} /> : null}
        </colgroup>
        <thead>
          <tr>
            {lines ? (
              <th scope="col" className={styles.num}>
                Line
              </th>
            ) : null}
            {before > 0 ? <td /> : null}
            {items.map((item) => {
              const column = columns[item.index];
              return (
                <th
                  key={item.key}
                  scope="col"
                  className={cx(column?.numeric && styles.num)}
                  title={column?.name}
                >
                  {column?.name}
                </th>
              );
            })}
            {after > 0 ? <td /> : null}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, at) => (
            <tr key={at}>
              {lines ? (
                <td className={cx(styles.num, text.dim)}>{row.line === null ? '' : count(row.line)}</td>
              ) : null}
              {before > 0 ? <td /> : null}
              {items.map((item) => {
                const column = columns[item.index];
                const value = row.cells[item.index] ?? null;
                if (value === null) {
                  return (
                    <td key={item.key} className={styles.missing}>
                      <span className={text.sr}>missing</span>
                    </td>
                  );
                }
                return (
                  <td
                    key={item.key}
                    className={cx(
                      column?.numeric && styles.num,
                      used && column && !used.has(column.name) && text.dim,
                    )}
                    title={value.length > 24 ? cut(value) : undefined}
                  >
                    {cut(value)}
                  </td>
                );
              })}
              {after > 0 ? <td /> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface PreviewColumn {
  name: string;
  width: number;
  numeric: boolean;
}

function columnsOf(table: TableDescription): PreviewColumn[] {
  return table.columns.map((name, at) => {
    const cells = table.rows.map((row) => row.cells[at] ?? null).filter((value) => value !== null);
    // Text is wider than figures.
    const widest = Math.max(
      name.length * 6.6,
      ...cells.map((value) => Math.min(value.length, 60) * (/[A-Z]/u.test(value.slice(0, 60)) ? 9 : 7.8)),
    );
    const numeric =
      cells.length > 0 && cells.every((value) => value.trim() !== '' && Number.isFinite(Number(value)));
    return { name, width: Math.min(largest, Math.max(smallest, Math.round(widest) + 18)), numeric };
  });
}
