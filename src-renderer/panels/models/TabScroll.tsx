import type { ReactNode } from 'react';
import styles from './TabScroll.module.css';

/** What a tab holds where it may be longer than its frame. */
export function TabScroll({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.scroll} tabIndex={0} role="region" aria-label={label}>
      {children}
    </div>
  );
}
