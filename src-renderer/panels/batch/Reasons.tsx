import { Button as AriaButton } from 'react-aria-components';
import type { JobResult } from '../../../src-main/contract/index.ts';
import { groupedReasons, type ReasonGroup } from '../../state/reasonGroups.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText, toTsv } from '../../ui/clipboard.ts';
import { count, plural } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import styles from './Reasons.module.css';

/** Why rows were rejected, most frequent first; the first row of each leads to the row itself. */
export function Reasons({
  reasons,
  onRow,
}: {
  reasons: JobResult['reasons'];
  onRow: (row: number | null) => void;
}) {
  return (
    <>
      <SimpleTable
        label="Reasons of rejected rows"
        columns={[
          { header: 'Rejected because' },
          { header: 'Rows', align: 'right' },
          { header: 'First row', align: 'right' },
        ]}
      >
        {groupedReasons(reasons).map((reason) => (
          <tr key={reason.reason}>
            <td className={cell.grow}>
              <span className={styles.reason}>{wordsOf(reason)}</span>
            </td>
            <td className={cell.num}>{count(reason.rows)}</td>
            <td className={cell.num}>
              <AriaButton
                className={styles.link ?? ''}
                aria-label={`Row ${count(reason.firstRow)}, the first with: ${reason.reason}`}
                onPress={() => onRow(reason.firstRow)}
              >
                {count(reason.firstRow)}
              </AriaButton>
            </td>
          </tr>
        ))}
      </SimpleTable>
      <div className={styles.actions}>
        <Button small onPress={() => onRow(null)}>
          <Icon name="table" />
          See the rows
        </Button>
        <Button small onPress={() => void copyText(tsvOf(reasons))}>
          <Icon name="copy" />
          Copy reasons
        </Button>
      </div>
    </>
  );
}

function wordsOf({ reason, others }: ReasonGroup): string {
  return others === 0 ? reason : `${reason} · and ${plural(others, 'other value')}`;
}

function tsvOf(reasons: JobResult['reasons']): string {
  return toTsv([
    ['Rejected because', 'Rows', 'First row'],
    ...reasons.map((one) => [one.reason, one.rows, one.firstRow]),
  ]);
}
