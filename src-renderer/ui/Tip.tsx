import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import styles from './Tip.module.css';

/** A tooltip on hover and on focus around something that can be focused. */
export function Tip({ text, children }: { text: string; children: ReactElement }) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <Tooltip className={styles.tip ?? ''} offset={4}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
