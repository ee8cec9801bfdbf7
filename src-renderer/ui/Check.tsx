import styles from './Check.module.css';

/** A setting that is on or off. @param describedBy the id of what says more about it */
export function Check({
  label,
  checked,
  describedBy,
  onChange,
}: {
  label: string;
  checked: boolean;
  describedBy?: string;
  onChange: (checked: boolean) => void;
}) {
  return (
    <label className={styles.check}>
      <input
        type="checkbox"
        checked={checked}
        aria-describedby={describedBy}
        onChange={(event) => onChange(event.target.checked)}
      />
      {label}
    </label>
  );
}
