import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import styles from './SettingRow.module.css';

/**
 * One setting with a sentence about what it means.
 * @param dense for many of them, one under the other
 * @param children given the id of that sentence
 */
export function SettingRow({
  hint,
  dense = false,
  children,
}: {
  hint: ReactNode;
  dense?: boolean;
  children: (hintId: string) => ReactNode;
}) {
  const id = useId();
  return (
    <div className={cx(styles.row, dense && styles.dense)}>
      <div className={styles.control}>{children(id)}</div>
      <p id={id} className={styles.hint}>
        {hint}
      </p>
    </div>
  );
}
