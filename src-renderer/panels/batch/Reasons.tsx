import { Button as AriaButton } from 'react-aria-components';
import type { JobResult } from '../../../src-main/contract/index.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText, toTsv } from '../../ui/clipboard.ts';
import { cx } from '../../ui/cx.ts';
import { count } from '../../ui/format/numbers.ts';
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
        {reasons.map((reason) => (
          <tr key={reason.reason}>
            <td className={cx(cell.trunc, cell.grow)} title={reason.reason}>
              {reason.reason}
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

function tsvOf(reasons: JobResult['reasons']): string {
  return toTsv([
    ['Rejected because', 'Rows', 'First row'],
    ...reasons.map((one) => [one.reason, one.rows, one.firstRow]),
  ]);
}
