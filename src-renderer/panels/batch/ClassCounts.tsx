import { useEffect } from 'react';
import type { JobResult } from '../../../src-main/contract/index.ts';
import { loadCard, modelKey, useModels } from '../../state/models.ts';
import { cx } from '../../ui/cx.ts';
import { count, percent } from '../../ui/format/numbers.ts';
import { Group } from '../../ui/Panel.tsx';
import { Progress } from '../../ui/Progress.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './ClassCounts.module.css';

const most = 50;

/** For a model without scores to draw: how often each class came, and why there is no histogram. */
export function ClassCounts({ result: { classes, scored, provenance } }: { result: JobResult }) {
  const { model } = provenance;
  const kind = useModels(({ cards }) => cards[modelKey(model)]?.outputs.kind);
  useEffect(() => void loadCard(model).catch(() => undefined), [model]);
  const sorted = [...classes].sort((a, b) => b.rows - a.rows);
  const shown = sorted.slice(0, most);
  const largest = Math.max(1, sorted[0]?.rows ?? 1);
  if (sorted.length === 0) {
    return (
      <p className={styles.none}>
        There is no histogram:{' '}
        {kind === 'detection'
          ? 'this model gives boxes.'
          : 'this model gives values whose range is not known beforehand.'}{' '}
        Every row’s answer is in the scored file.
      </p>
    );
  }
  return (
    <>
      <Group aside={<span>· the model gives no probabilities, so there is no score to draw</span>}>
        Predicted classes
      </Group>
      <SimpleTable
        label="Predicted classes"
        columns={[
          { header: 'Class' },
          { header: 'Rows', align: 'right' },
          { header: 'Share', align: 'right' },
          { header: 'Of the largest' },
        ]}
      >
        {shown.map((one) => (
          <tr key={one.label}>
            <td className={cx(cell.trunc, text.plain, styles.label)} title={one.label}>
              {one.label}
            </td>
            <td className={cell.num}>{count(one.rows)}</td>
            <td className={cell.num}>{scored > 0 ? percent(one.rows / scored, 1) : '–'}</td>
            <td className={styles.bar}>
              <Progress label={`${one.label}, of the largest class`} share={one.rows / largest} />
            </td>
          </tr>
        ))}
      </SimpleTable>
      {sorted.length > most ? (
        <p className={styles.none}>
          {count(sorted.length - most)} more classes came less often; every row’s class is in the scored file.
        </p>
      ) : null}
    </>
  );
}
