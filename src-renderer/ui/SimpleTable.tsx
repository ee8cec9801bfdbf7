import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './SimpleTable.module.css';

export interface SimpleColumn {
  header: string;
  align?: 'right';
  far?: boolean;
}

/** A short table whose rows are written out as elements; long ones use DataTable. */
export function SimpleTable({
  label,
  columns,
  hideHead = false,
  className,
  children,
}: {
  label: string;
  columns: readonly SimpleColumn[];
  hideHead?: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={`${label}, table`}>
      <table className={cx(styles.table, className)}>
        <thead className={hideHead ? styles.hidden : undefined}>
          <tr>
            {columns.map((column) => (
              <th
                key={column.header}
                scope="col"
                className={cx(column.align === 'right' && styles.num, column.far && styles.far)}
              >
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}

export const cell = {
  num: styles.num,
  far: styles.far,
  trunc: styles.trunc,
  missing: styles.missing,
  grow: styles.grow,
};
