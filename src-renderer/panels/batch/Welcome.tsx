import type { ModelOutputs } from '../../../src-main/contract/index.ts';
import { Group, Panel } from '../../ui/Panel.tsx';
import text from '../../ui/text.module.css';
import { DropCard } from './DropCard.tsx';
import { PreviewTable } from './PreviewTable.tsx';
import { Samples } from './Samples.tsx';
import { useSamples } from './useSamples.ts';
import styles from './Welcome.module.css';

/** Batch before its first job: what it is for, and a sample to try. */
export function Welcome() {
  const samples = useSamples();
  const first = samples.find((sample) => sample.table !== null);
  const added = first?.card ? addedColumns(first.card.outputs) : null;
  return (
    <div className={styles.welcome}>
      <section className={styles.drop} aria-label="Start a job">
        <DropCard large />
      </section>
      <Panel
        title="Or try a sample"
        sub="held-out rows the bundled models have never seen"
        className={styles.samples}
      >
        <div className={styles.scroll}>
          <Samples />
          {first?.table ? (
            <>
              <Group aside={added ? <span>· what you get back has {added.length} columns more</span> : null}>
                {first.name}, its first rows
              </Group>
              <PreviewTable table={{ ...first.table, rows: first.table.rows.slice(0, 4) }} used={null} />
            </>
          ) : null}
          <div className={styles.empty}>
            <h3>Your jobs will be listed here</h3>
            <p>
              One row a job: its state, rows done, rows per second, time left and where the time goes. A job
              survives a closed window, a crash and a power cut, and goes on at the row where it stopped.
            </p>
          </div>
        </div>
      </Panel>
      <Panel title="What happens" className={styles.how}>
        <ol className={styles.steps}>
          <li>
            <b>You drop a table</b>
            <span>CSV, TSV, Parquet or JSON Lines, of any length. It stays on this machine.</span>
          </li>
          <li>
            <b>Columns find their features</b>
            <span>
              By name, then by order. You see the match, the gaps and the first rows before anything runs.
            </span>
          </li>
          <li>
            <b>A scored copy appears beside it</b>
            <span>
              Your columns, text and row order unchanged, prediction columns added. Rows that cannot be scored
              stay in place with the reason.
            </span>
          </li>
        </ol>
        {added ? (
          <div className={styles.part}>
            <h3>Columns added by {first?.model.name}</h3>
            <ul>
              {added.map((column) => (
                <li key={column} className={text.mono}>
                  {column}
                </li>
              ))}
            </ul>
          </div>
        ) : null}
        <span className={text.spacer} />
        {first ? (
          <div className={styles.terminal}>
            The same from a terminal:
            <br />
            <span className={text.mono}>
              foredeck score {first.name} --model {first.model.name}
            </span>
          </div>
        ) : null}
      </Panel>
    </div>
  );
}

function addedColumns(outputs: ModelOutputs): string[] {
  if (outputs.kind !== 'classification' || outputs.probabilities === null) return ['prediction'];
  return ['prediction', ...outputs.labels.map((label) => `probability_${label}`)];
}
