import { type ReactNode, useState } from 'react';
import {
  Autocomplete,
  Button,
  DialogTrigger,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  SearchField,
  useFilter,
} from 'react-aria-components';
import { cx } from './cx.ts';
import { Icon } from './Icon.tsx';
import styles from './Picker.module.css';

export interface Choice {
  id: string;
  label: string;
  /** A quieter word beside the label. */
  hint?: string | undefined;
}

export interface PickerProps {
  /** What is being chosen; part of the accessible name beside the value. */
  label: string;
  value: string | null;
  choices: readonly Choice[];
  onChange: (id: string) => void;
  /** Shown while nothing is chosen. */
  placeholder?: string;
  /** Draws the need for a choice. */
  must?: boolean;
  /** Without a frame until it is hovered or focused, for table cells. */
  bare?: boolean;
  small?: boolean;
  shown?: ReactNode;
}

const searchFrom = 12;

/**
 * One choice out of a list. The list is built only while it is open, so a table may hold hundreds of these;
 * with more than a dozen choices it opens with a search field.
 */
export function Picker({
  label,
  value,
  choices,
  onChange,
  placeholder = 'Choose',
  must,
  bare,
  small,
  shown,
}: PickerProps) {
  const [open, setOpen] = useState(false);
  const current = choices.find((choice) => choice.id === value);
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Button
        className={cx(styles.picker, small && styles.small, bare && styles.bare, must && styles.must)}
        aria-label={`${label}: ${[current?.label ?? placeholder, current?.hint].filter(Boolean).join(' ')}`}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') setOpen(true);
          else event.continuePropagation();
        }}
      >
        <span className={styles.value} title={current?.label}>
          {shown ?? current?.label ?? placeholder}
          {current?.hint ? <span className={styles.hint}> {current.hint}</span> : null}
        </span>
        <Icon name="chevron" className={styles.chevron} />
      </Button>
      <Popover className={styles.popover ?? ''} aria-label={label} placement="bottom start" offset={2}>
        <Choices
          label={label}
          value={value}
          choices={choices}
          onPick={(id) => {
            setOpen(false);
            if (id !== null) onChange(id);
          }}
        />
      </Popover>
    </DialogTrigger>
  );
}

function Choices({
  label,
  value,
  choices,
  onPick,
}: {
  label: string;
  value: string | null;
  choices: readonly Choice[];
  onPick: (id: string | null) => void;
}) {
  const { contains } = useFilter({ sensitivity: 'base' });
  const searchable = choices.length > searchFrom;
  const list = (
    <ListBox
      aria-label={label}
      className={cx(styles.list, !searchable && styles.scroll)}
      items={choices}
      selectionMode="single"
      selectedKeys={value === null ? [] : [value]}
      autoFocus={!searchable}
      onSelectionChange={(keys) => {
        // Picking what is picked already takes it out of the selection; it means "leave it so".
        const picked = keys === 'all' ? undefined : [...keys][0];
        onPick(picked === undefined ? null : String(picked));
      }}
      renderEmptyState={() => <p className={styles.none}>Nothing matches</p>}
    >
      {(choice) => (
        <ListBoxItem id={choice.id} textValue={choice.label} className={styles.item ?? ''}>
          <span className={styles.tick}>{choice.id === value ? <Icon name="check" /> : null}</span>
          <span className={styles.itemLabel}>{choice.label}</span>
          {choice.hint ? <span className={styles.hint}>{choice.hint}</span> : null}
        </ListBoxItem>
      )}
    </ListBox>
  );
  if (!searchable) return list;
  return (
    <Autocomplete filter={contains}>
      <SearchField aria-label={`Search ${label}`} className={styles.search ?? ''} autoFocus>
        <Icon name="search" />
        <Input className={styles.input ?? ''} placeholder="Search" />
      </SearchField>
      {/* With the search field in focus the list itself is not, so what scrolls must be reachable by itself. */}
      <div className={styles.scroll} tabIndex={0} role="group" aria-label={`${label}, choices`}>
        {list}
      </div>
    </Autocomplete>
  );
}
