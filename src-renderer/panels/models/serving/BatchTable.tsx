import type { BatchView } from '../../../../src-main/contract/index.ts';
import { reasonWords } from '../../../state/servingWords.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { count } from '../../../ui/format/numbers.ts';
import { milliseconds } from '../../../ui/format/times.ts';
import { Moment } from '../../../ui/Moment.tsx';
import { cell, SimpleTable } from '../../../ui/SimpleTable.tsx';
import styles from './ServingTab.module.css';

/** The batches that left last: how many rows, why then, and how long the oldest request had waited. */
export function BatchTable({ batches }: { batches: readonly BatchView[] }) {
  if (batches.length === 0) {
    return (
      <p className={styles.none}>No request was batched since the start. Ask for a prediction to see one.</p>
    );
  }
  return (
    <div className={styles.table}>
      <SimpleTable
        label="Batches"
        columns={[
          { header: 'Time' },
          { header: 'Rows', align: 'right' },
          { header: 'Requests', align: 'right' },
          { header: 'Why it left' },
          { header: 'Oldest waited', align: 'right' },
          { header: 'Process', align: 'right' },
          { header: 'Took', align: 'right' },
        ]}
      >
        {batches.map((batch) => (
          <tr key={batch.id}>
            <td>
              <Moment atMs={batch.atMs} seconds />
            </td>
            <td className={cell.num}>{count(batch.rows)}</td>
            <td className={cell.num}>{count(batch.requests)}</td>
            <td title={reasonWords[batch.reason].meaning}>{reasonWords[batch.reason].word}</td>
            <td className={cell.num}>{milliseconds(batch.oldestMs)}</td>
            <td className={cell.num}>{batch.process}</td>
            <td className={cell.num}>
              {batch.failed ? (
                <Badge mark="bad">failed</Badge>
              ) : batch.ms === null ? (
                'under way'
              ) : (
                milliseconds(batch.ms)
              )}
            </td>
          </tr>
        ))}
      </SimpleTable>
    </div>
  );
}
