import styles from './Aliases.module.css';

/** The names a version goes by, in the order they are given. */
export function Aliases({ aliases }: { aliases: readonly string[] }) {
  if (aliases.length === 0) return null;
  return (
    <span className={styles.aliases} title={aliases.join(', ')}>
      {aliases.map((alias) => (
        <span key={alias} className={styles.alias}>
          {alias}
        </span>
      ))}
    </span>
  );
}
