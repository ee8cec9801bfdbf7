import { useState } from 'react';
import { cut } from '../../ui/format/text.ts';
import styles from './JsonTree.module.css';

const atFirst = 40;

/** JSON as an outline whose parts open and close. */
export function JsonTree({ value }: { value: unknown }) {
  return (
    <ul className={styles.json}>
      <Members value={value} depth={0} />
    </ul>
  );
}

function Members({ value, depth }: { value: unknown; depth: number }) {
  const [all, setAll] = useState(false);
  const entries = Object.entries(value ?? {});
  const shown = all ? entries : entries.slice(0, atFirst);
  return (
    <>
      {shown.map(([name, inner]) => (
        <Member key={name} name={name} value={inner} depth={depth} />
      ))}
      {entries.length > shown.length ? (
        <li style={{ paddingLeft: `${depth * 14 + 18}px` }}>
          <button type="button" className={styles.more} onClick={() => setAll(true)}>
            {entries.length - shown.length} more
          </button>
        </li>
      ) : null}
    </>
  );
}

function Member({ name, value, depth }: { name: string; value: unknown; depth: number }) {
  const [open, setOpen] = useState(true);
  const indent = { paddingLeft: `${depth * 14 + 18}px` };
  if (typeof value !== 'object' || value === null) {
    const text = JSON.stringify(value);
    return (
      <li style={indent} className={styles.line} title={text.length > 60 ? cut(text, 2000) : undefined}>
        <span className={styles.key}>{name}</span>: {cut(text, 300)}
      </li>
    );
  }
  const size = Object.keys(value).length;
  return (
    <>
      <li style={indent}>
        <button type="button" className={styles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
          <span aria-hidden="true" className={styles.arrow}>
            {open ? '▾' : '▸'}
          </span>
          <span className={styles.key}>{name}</span>{' '}
          <span className={styles.size}>{Array.isArray(value) ? `[${size}]` : `{${size}}`}</span>
        </button>
      </li>
      {open ? <Members value={value} depth={depth + 1} /> : null}
    </>
  );
}
