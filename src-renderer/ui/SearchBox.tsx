import { Input, SearchField } from 'react-aria-components';
import { Icon } from './Icon.tsx';
import styles from './SearchBox.module.css';

/** Words to look for, in the head of a list. */
export function SearchBox({
  label,
  placeholder = label,
  width,
  value,
  onChange,
}: {
  label: string;
  placeholder?: string;
  /** Of the whole box, in pixels, where there is room for it. */
  width: number;
  value: string;
  onChange: (next: string) => void;
}) {
  return (
    <SearchField
      aria-label={label}
      className={styles.box ?? ''}
      style={{ width }}
      value={value}
      onChange={onChange}
    >
      <Icon name="search" />
      <Input className={styles.input ?? ''} placeholder={placeholder} maxLength={200} />
    </SearchField>
  );
}
