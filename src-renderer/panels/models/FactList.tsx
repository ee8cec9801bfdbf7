import type { Fact } from '../../state/cardFacts.ts';
import styles from './FactList.module.css';

/** Names and texts, long ones in full. */
export function FactList({ facts, label }: { facts: readonly Fact[]; label: string }) {
  if (facts.length === 0) return null;
  return (
    <dl className={styles.facts} aria-label={label}>
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>{fact.value}</dd>
        </div>
      ))}
    </dl>
  );
}
