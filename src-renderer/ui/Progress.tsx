import { cx } from './cx.ts';
import styles from './Progress.module.css';

export type ProgressLook = 'plain' | 'paused' | 'failed' | 'partial' | 'waiting';

/** A bar for a share from 0 to 1; null draws the frame alone (not known yet). */
export function Progress({
  label,
  share,
  look = 'plain',
}: {
  label: string;
  share: number | null;
  look?: ProgressLook;
}) {
  const percent = share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      className={cx(styles.progress, styles[look])}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
    >
      <i style={{ width: `${percent ?? 0}%` }} />
    </div>
  );
}

export const stageNames = ['read', 'encode', 'infer', 'write'] as const;
export type StageSeconds = Record<(typeof stageNames)[number], number>;

/** The share of each stage, or null while nothing was measured. */
export function stageShares(stages: StageSeconds): StageSeconds | null {
  const total = stageNames.reduce((sum, name) => sum + stages[name], 0);
  if (total <= 0) return null;
  return {
    read: stages.read / total,
    encode: stages.encode / total,
    infer: stages.infer / total,
    write: stages.write / total,
  };
}

/** Where the time of a job goes, as one split bar. */
export function Split({ stages, thin = false }: { stages: StageSeconds; thin?: boolean }) {
  const shares = stageShares(stages);
  if (!shares) return null;
  const said = stageNames.map((name) => `${name} ${Math.round(shares[name] * 100)} %`).join(', ');
  return (
    <div className={cx(styles.split, thin && styles.thin)} role="img" aria-label={said} title={said}>
      {stageNames.map((name) => (
        <i key={name} className={styles[name]} style={{ flexGrow: shares[name] }} />
      ))}
    </div>
  );
}

/** Names the colours of {@link Split}; with seconds it says each stage's share too. */
export function StageLegend({ stages }: { stages?: StageSeconds }) {
  const shares = stages ? stageShares(stages) : null;
  return (
    <ul className={styles.legend}>
      {stageNames.map((name) => (
        <li key={name}>
          <i className={cx(styles.swatch, styles[name])} />
          {name}
          {shares ? ` ${Math.round(shares[name] * 100)} %` : null}
        </li>
      ))}
    </ul>
  );
}
