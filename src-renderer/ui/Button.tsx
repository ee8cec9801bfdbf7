import type { ReactNode } from 'react';
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components';
import styles from './Button.module.css';
import { cx } from './cx.ts';
import { Tip } from './Tip.tsx';

export interface ButtonProps extends Omit<AriaButtonProps, 'className' | 'children' | 'isDisabled'> {
  kind?: 'default' | 'primary' | 'quiet' | 'danger';
  small?: boolean;
  /** Set when the button cannot act now; it keeps its place and focus, and `aria-describedby` should name the reason. */
  blocked?: boolean;
  children: ReactNode;
}

export function Button({
  kind = 'default',
  small = false,
  blocked = false,
  onPress,
  children,
  ...rest
}: ButtonProps) {
  return (
    <AriaButton
      {...rest}
      {...(blocked ? { 'aria-disabled': true } : onPress ? { onPress } : {})}
      className={cx(styles.button, styles[kind], small && styles.small)}
    >
      {children}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'aria-label'> {
  /** What it does, for the tooltip and for assistive technology. */
  label: string;
}

/** A button that is only a picture; its label is its tooltip. */
export function IconButton({
  label,
  kind = 'quiet',
  small = true,
  blocked = false,
  onPress,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <Tip text={label}>
      <AriaButton
        {...rest}
        {...(blocked ? { 'aria-disabled': true } : onPress ? { onPress } : {})}
        aria-label={label}
        className={cx(styles.button, styles[kind], small && styles.small, styles.only)}
      >
        {children}
      </AriaButton>
    </Tip>
  );
}
