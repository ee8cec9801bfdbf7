import type { OnlineView } from '../../../../src-main/contract/index.ts';
import { Badge } from '../../../ui/Badge.tsx';
import { count, percent } from '../../../ui/format/numbers.ts';
import { cell, SimpleTable } from '../../../ui/SimpleTable.tsx';
import styles from './ServingTab.module.css';

/** How the rows were shared among the engine processes. One that serves no request now may still have it loaded. */
export function InstanceTable({ instances }: { instances: OnlineView['instances'] }) {
  if (instances.length === 0) {
    return <p className={styles.none}>No request has gone to an engine process since the start.</p>;
  }
  return (
    <SimpleTable
      label="Instances"
      columns={[
        { header: 'Process' },
        { header: 'Now' },
        { header: 'Batches', align: 'right' },
        { header: 'Rows', align: 'right' },
        { header: 'Share', align: 'right' },
      ]}
    >
      {instances.map(({ process, held, batches, rows, share }) => (
        <tr key={process}>
          <td>{process}</td>
          <td>
            <Badge mark={held ? 'run' : 'off'}>{held ? 'serves it' : 'serves no request'}</Badge>
          </td>
          <td className={cell.num}>{count(batches)}</td>
          <td className={cell.num}>{count(rows)}</td>
          <td className={cell.num}>{percent(share)}</td>
        </tr>
      ))}
    </SimpleTable>
  );
}
