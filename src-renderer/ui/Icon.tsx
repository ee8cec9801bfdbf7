import styles from './Icon.module.css';
import { cx } from './cx.ts';

const paths = {
  overview: 'M2.5 9.5a5.5 5.5 0 0 1 11 0M8 9.5 10.5 6M2 13h12',
  predict: 'M2 3h12v10H2zM5 6l2 2-2 2M9 10h2.5',
  batch: 'M2 3h12v10H2zM2 6.3h12M2 9.6h12M6 3v10',
  models: 'M8 1.8 13.5 5v6L8 14.2 2.5 11V5zM2.5 5 8 8.2 13.5 5M8 8.2v6',
  settings: 'M2 4.5h6M12 4.5h2M2 11.5h2M8 11.5h6M10 2.8v3.4M6 9.8v3.4',
  server: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
  search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.5 10.5 14 14',
  chevron: 'm5 6.5 3 3 3-3',
  table: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M6.5 6.5v6',
  chart: 'M3 13V8M8 13V3M13 13V6M1.5 13.5h13',
  copy: 'M5.5 5.5h7v8h-7zM3.5 10.5v-8h7',
  close: 'm4 4 8 8M12 4l-8 8',
  file: 'M4 2h5l3 3v9H4zM9 2v3h3',
  folder: 'M2 4h4.5l1.5 2H14v7H2z',
  open: 'M9 3h4v4M13 3 7.5 8.5M11 9.5V13H3V5h3.5',
  plus: 'M8 3v10M3 8h10',
  undo: 'M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M3 6.5 6 3.5M3 6.5l3 3',
  down: 'M8 2.5v8M4.5 7.5 8 11l3.5-3.5M3 13.5h10',
  arrow: 'M3 8h10M9.5 4.5 13 8l-3.5 3.5',
  check: 'm3 8.5 3.5 3.5L13 4.5',
} as const;
export type IconName = keyof typeof paths;

/** A 16 px line drawing beside words; it never stands for a word alone, so it is hidden from assistive technology. */
export function Icon({ name, className }: { name: IconName; className?: string | undefined }) {
  return (
    <svg className={cx(styles.icon, className)} viewBox="0 0 16 16" aria-hidden="true">
      <path d={paths[name]} />
    </svg>
  );
}

const marks = {
  ok: 'M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0ZM2.7 6.2l1.1-1.1 1.5 1.5 3-3 1.1 1.1-4.1 4.1Z',
  warn: 'M6 .5 12 11.5H0ZM5.3 4.3h1.4v3.6H5.3ZM5.3 8.9h1.4v1.4H5.3Z',
  bad: 'M3.5 0h5L12 3.5v5L8.5 12h-5L0 8.5v-5ZM3.4 4.4 4.4 3.4 6 5 7.6 3.4l1 1L7 6l1.6 1.6-1 1L6 7 4.4 8.6l-1-1L5 6Z',
  info: 'M0 0h12v12H0ZM5.3 5h1.4v4.6H5.3ZM5.3 2.4h1.4v1.5H5.3Z',
  run: 'M2 .8 11.2 6 2 11.2Z',
  pause: 'M2 1h3v10H2ZM7 1h3v10H7Z',
  stop: 'M1.5 1.5h9v9h-9Z',
  wait: 'M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0Zm0 1.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9ZM5.3 3h1.4v2.7l1.9 1.1-.7 1.2-2.6-1.5Z',
  off: 'M6 1a5 5 0 1 0 0 10A5 5 0 0 0 6 1Zm0 1.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Z',
} as const;
export type MarkName = keyof typeof marks;

const coloured = { ok: styles.ok, warn: styles.warn, bad: styles.bad, info: styles.info } as Partial<
  Record<MarkName, string | undefined>
>;

/** A 12 px state shape; each state has its own silhouette, so colour is never alone. */
export function Mark({ name, plain = false }: { name: MarkName; plain?: boolean }) {
  return (
    <svg className={cx(styles.mark, !plain && coloured[name])} viewBox="0 0 12 12" aria-hidden="true">
      <path fillRule="evenodd" d={marks[name]} />
    </svg>
  );
}
