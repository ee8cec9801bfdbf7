import { Radio, RadioGroup } from 'react-aria-components';
import styles from './Segments.module.css';

/** A few exclusive choices side by side. */
export function Segments<T extends string>({
  label,
  value,
  choices,
  onChange,
}: {
  label: string;
  value: T;
  choices: readonly { id: T; label: string }[];
  onChange: (id: T) => void;
}) {
  return (
    <RadioGroup
      aria-label={label}
      orientation="horizontal"
      value={value}
      onChange={(next) => {
        const choice = choices.find((one) => one.id === next);
        if (choice) onChange(choice.id);
      }}
      className={styles.segments ?? ''}
    >
      {choices.map((choice) => (
        <Radio key={choice.id} value={choice.id} className={styles.segment ?? ''}>
          {choice.label}
        </Radio>
      ))}
    </RadioGroup>
  );
}
