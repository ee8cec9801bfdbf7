import { cx } from '../../ui/cx.ts';
import type { ControlProps } from './Field.tsx';
import styles from './Field.module.css';

export function TextAreaField({
  label,
  describedBy,
  invalid,
  text,
  onChange,
  alone,
}: ControlProps & { alone: boolean }) {
  return (
    <textarea
      className={cx(styles.area, alone && styles.tall)}
      rows={alone ? 7 : 1}
      aria-label={label}
      aria-describedby={describedBy}
      aria-invalid={invalid}
      value={text}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
