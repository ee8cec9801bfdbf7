import { SearchBox } from '../../ui/SearchBox.tsx';
import styles from './FindBox.module.css';

/** Finds among many by part of a name; beside it how many there are. */
export function FindBox({
  label,
  value,
  found,
  onChange,
}: {
  label: string;
  value: string;
  /** In words; null while nothing is looked for. */
  found: string | null;
  onChange: (next: string) => void;
}) {
  return (
    <div className={styles.row}>
      <SearchBox label={label} width={220} value={value} onChange={onChange} />
      <span className={styles.found}>{found}</span>
    </div>
  );
}

/** Whether a name has the text in it, whatever the case. */
export function hasWords(text: string, ...names: (string | null | undefined)[]): boolean {
  const wanted = text.trim().toLowerCase();
  return names.some((name) => name?.toLowerCase().includes(wanted) === true);
}
