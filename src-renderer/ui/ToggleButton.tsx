import { ToggleButton as AriaToggleButton, type ToggleButtonProps } from 'react-aria-components';
import styles from './Button.module.css';
import { cx } from './cx.ts';

/** A button that stays pressed while what it names is so. */
export function ToggleButton({
  small = false,
  narrow = false,
  ...rest
}: Omit<ToggleButtonProps, 'className'> & {
  small?: boolean;
  /** Gives way where there is no room; its words are then cut by who writes them. */
  narrow?: boolean;
}) {
  return (
    <AriaToggleButton
      {...rest}
      className={cx(
        styles.button,
        styles.default,
        styles.toggle,
        small && styles.small,
        narrow && styles.narrow,
      )}
    />
  );
}
