import { ToggleButton as AriaToggleButton, type ToggleButtonProps } from 'react-aria-components';
import styles from './Button.module.css';
import { cx } from './cx.ts';

/** A button that stays pressed while what it names is so. */
export function ToggleButton({
  small = false,
  ...rest
}: Omit<ToggleButtonProps, 'className'> & { small?: boolean }) {
  return (
    <AriaToggleButton
      {...rest}
      className={cx(styles.button, styles.default, styles.toggle, small && styles.small)}
    />
  );
}
