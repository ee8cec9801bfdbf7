import { orderedAliases } from '../../state/modelWords.ts';
import styles from './Aliases.module.css';

/** The names a version goes by. */
export function Aliases({ aliases }: { aliases: readonly string[] }) {
  if (aliases.length === 0) return null;
  const ordered = orderedAliases(aliases);
  return (
    <span className={styles.aliases} title={ordered.join(', ')}>
      {ordered.map((alias) => (
        <span key={alias} className={styles.alias}>
          {alias}
        </span>
      ))}
    </span>
  );
}
