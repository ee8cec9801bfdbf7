import type { Comparison } from '../../../src-main/contract/index.ts';
import { IconButton } from '../../ui/Button.tsx';
import { copyText, toTsv } from '../../ui/clipboard.ts';
import { count } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Group } from '../../ui/Panel.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './Differences.module.css';

/** The first rows on which two models disagree, with what each of them says. */
export function Differences({
  comparison: { differences, agreement },
  first,
  second,
}: {
  comparison: Comparison;
  first: string;
  second: string;
}) {
  if (differences.length === 0) return null;
  const { disagreeing } = agreement;
  return (
    <>
      <Group
        aside={
          <>
            <span>
              · {disagreeing > differences.length ? `the first ${count(differences.length)} of ` : ''}
              {count(disagreeing)}
            </span>
            <span className={text.spacer} />
            <IconButton
              label="Copy these rows as a table"
              onPress={() =>
                void copyText(
                  toTsv([
                    ['Row', first, second],
                    ...differences.map((one) => [String(one.row), one.first, one.second]),
                  ]),
                )
              }
            >
              <Icon name="copy" />
            </IconButton>
          </>
        }
      >
        Rows that differ
      </Group>
      <div className={styles.rows}>
        <SimpleTable
          label="Rows that differ"
          columns={[{ header: 'Row', align: 'right' }, { header: first }, { header: second }]}
        >
          {differences.map((one) => (
            <tr key={one.row}>
              <td className={cell.num}>{count(one.row)}</td>
              <td title={one.first}>{one.first}</td>
              <td title={one.second}>{one.second}</td>
            </tr>
          ))}
        </SimpleTable>
      </div>
    </>
  );
}
