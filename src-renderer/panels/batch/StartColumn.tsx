import { Group } from '../../ui/Panel.tsx';
import { DropCard } from './DropCard.tsx';
import { Samples } from './Samples.tsx';
import styles from './StartColumn.module.css';

/** The left side while no file is being set up. */
export function StartColumn() {
  return (
    <section className={styles.column} aria-label="New job">
      <DropCard />
      <Group aside={<span>· held-out rows the bundled models have never seen</span>}>Samples</Group>
      <Samples />
    </section>
  );
}
