import { type ReactNode, useId } from 'react';
import { cx } from './cx.ts';
import styles from './Panel.module.css';

/** A tile of the deck: it touches its neighbours, a hairline divides them. */
export function Panel({
  title,
  lead,
  sub,
  actions,
  className,
  children,
}: {
  title: ReactNode;
  /** Something small before the title. */
  lead?: ReactNode;
  sub?: ReactNode;
  actions?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={cx(styles.panel, className)} aria-labelledby={id}>
      <div className={styles.head}>
        {lead}
        <h2 id={id} className={styles.title}>
          {title}
        </h2>
        {sub === undefined || sub === null ? null : <span className={styles.sub}>{sub}</span>}
        <span className={styles.spacer} />
        {actions}
      </div>
      {children}
    </section>
  );
}

/** Label and figure tiles in one strip with hairlines between. */
export function Tiles({ children }: { children: ReactNode }) {
  return <dl className={styles.tiles}>{children}</dl>;
}

export function Tile({
  label,
  value,
  unit,
  foot,
  look,
  children,
}: {
  label: string;
  value: ReactNode;
  unit?: string | undefined;
  foot?: ReactNode;
  look?: 'warn' | 'bad' | undefined;
  children?: ReactNode;
}) {
  return (
    <div className={cx(styles.tile, look && styles[look])}>
      <dt>{label}</dt>
      <dd className={styles.value} title={typeof value === 'string' ? value : undefined}>
        {value}
        {unit ? <span className={styles.unit}>{unit}</span> : null}
      </dd>
      {foot === undefined ? null : (
        <dd className={styles.foot} title={typeof foot === 'string' ? foot : undefined}>
          {foot}
        </dd>
      )}
      {children ? <dd className={styles.extra}>{children}</dd> : null}
    </div>
  );
}

export function Facts({ facts }: { facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A small heading inside a panel. */
export function Group({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <div className={styles.group}>
      <h3>{children}</h3>
      {aside}
    </div>
  );
}
