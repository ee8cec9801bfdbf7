import type { ReactNode } from 'react';
import styles from './Badge.module.css';
import { cx } from './cx.ts';
import { Mark, type MarkName } from './Icon.tsx';

/** A state: a shape and a word, then colour. Only `fire` is filled. */
export function Badge({
  mark,
  fire = false,
  children,
}: {
  mark: MarkName;
  fire?: boolean;
  children: ReactNode;
}) {
  const tinted = mark === 'warn' || mark === 'bad';
  return (
    <span className={cx(styles.badge, fire ? styles.fire : tinted && styles[mark])}>
      <Mark name={mark} plain={tinted || fire} />
      {children}
    </span>
  );
}
