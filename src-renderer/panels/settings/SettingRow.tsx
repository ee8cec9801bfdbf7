import { type ReactNode, useId } from 'react';
import styles from './SettingRow.module.css';

/** One setting with a sentence about what it means. @param children given the id of that sentence */
export function SettingRow({ hint, children }: { hint: ReactNode; children: (hintId: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles.row}>
      <div className={styles.control}>{children(id)}</div>
      <p id={id} className={styles.hint}>
        {hint}
      </p>
    </div>
  );
}
