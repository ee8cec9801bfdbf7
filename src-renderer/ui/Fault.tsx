import type { ReactNode } from 'react';
import styles from './Fault.module.css';
import { Mark } from './Icon.tsx';

/** What is wrong with what stands in a field; nothing is shown of null. @param id what the field is described by */
export function Fault({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <span id={id} className={styles.fault}>
      {children === null ? null : (
        <>
          <Mark name="bad" />
          {children}
        </>
      )}
    </span>
  );
}
