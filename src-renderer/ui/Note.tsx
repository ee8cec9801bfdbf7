import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import { Mark } from './Icon.tsx';
import styles from './Note.module.css';

/** A sentence beside the thing it is about, with what can be done about it at its end. */
export function Note({
  level,
  children,
  actions,
}: {
  level: 'info' | 'warn' | 'bad';
  children: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className={cx(styles.note, styles[level])}>
      <Mark name={level} />
      <span className={styles.text}>{children}</span>
      {actions}
    </div>
  );
}
