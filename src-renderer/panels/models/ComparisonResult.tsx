import type { Comparison, ModelSummary } from '../../../src-main/contract/index.ts';
import { agreementWords, comparedRows, disagreementRows, wayWords } from '../../state/comparisonRows.ts';
import { makeAlias } from '../../state/modelActions.ts';
import { modelKey } from '../../state/models.ts';
import { champion } from '../../state/modelWords.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { copyText, toTsv } from '../../ui/clipboard.ts';
import { cx } from '../../ui/cx.ts';
import { count } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Group } from '../../ui/Panel.tsx';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './ComparisonResult.module.css';
import { Differences } from './Differences.tsx';

/** What was measured, the better one marked by weight and a bar, and where the two do not agree. */
export function ComparisonResult({
  comparison,
  rows,
  models,
}: {
  comparison: Comparison;
  /** Name of the table. */
  rows: string;
  models: readonly ModelSummary[];
}) {
  const { sides, truth, rejected } = comparison;
  const [first, second] = shortNames(sides);
  const figures = comparedRows(comparison);
  const promoted = models.find((model) => modelKey(model) === modelKey(sides[1]));
  return (
    <>
      <Group
        aside={
          <span>
            · {count(comparison.rows)} rows of {rows}
            {rejected > 0 ? `, ${count(rejected)} rejected` : ''}
            {truth === null ? ', outcome not known' : `, outcome in ${truth}`}
          </span>
        }
      >
        {first} and {second}
      </Group>
      <SimpleTable
        label={`${first} and ${second}`}
        className={styles.figures}
        columns={[
          { header: 'Figure' },
          { header: first, align: 'right' },
          { header: second, align: 'right' },
          { header: `${second} to ${first}`, align: 'right' },
        ]}
      >
        {figures.map((row) => (
          <tr key={row.id}>
            <td>{row.name}</td>
            <td className={cx(cell.num, row.better === 'first' && styles.better)}>
              {row.first}
              {row.better === 'first' ? <span className={text.sr}>, better</span> : null}
            </td>
            <td className={cx(cell.num, row.better === 'second' && styles.better)}>
              {row.second}
              {row.better === 'second' ? <span className={text.sr}>, better</span> : null}
            </td>
            <td className={cx(cell.num, text.soft)}>{row.change ?? '–'}</td>
          </tr>
        ))}
      </SimpleTable>
      <p className={styles.words}>{agreementWords(comparison)}.</p>
      {wayWords(comparison) === null ? null : <p className={styles.words}>{wayWords(comparison)}</p>}
      <Disagreements comparison={comparison} first={first} second={second} />
      <Differences comparison={comparison} first={first} second={second} />
      <div className={styles.actions}>
        {promoted && sides[0].name === sides[1].name && !promoted.aliases.includes(champion) ? (
          <>
            <Button small onPress={() => void makeAlias(promoted, champion)}>
              Make {promoted.version} champion
            </Button>
            <span className={styles.aside}>one step, can be undone</span>
          </>
        ) : null}
        <span className={text.spacer} />
        <IconButton
          label="Copy the comparison as a table"
          onPress={() =>
            void copyText(
              toTsv([
                ['Figure', first, second, `${second} to ${first}`],
                ...figures.map((row) => [row.name, row.first, row.second, row.change]),
              ]),
            )
          }
        >
          <Icon name="copy" />
        </IconButton>
      </div>
    </>
  );
}

function Disagreements({
  comparison,
  first,
  second,
}: {
  comparison: Comparison;
  first: string;
  second: string;
}) {
  const found = disagreementRows(comparison);
  if (found.length === 0) return null;
  const known = found.some((row) => row.firstRight !== null);
  const { agreement, rows } = comparison;
  return (
    <>
      <Group
        aside={
          <span>
            · {count(agreement.disagreeing)} of {count(rows)}
          </span>
        }
      >
        Where {first} and {second} disagree
      </Group>
      <SimpleTable
        label={`Where ${first} and ${second} disagree`}
        className={styles.figures}
        columns={[
          { header: `Score of ${first}` },
          { header: 'Rows', align: 'right' },
          ...(known
            ? ([
                { header: `${first} was right`, align: 'right' },
                { header: `${second} was right`, align: 'right' },
              ] as const)
            : []),
        ]}
      >
        {found.map((row) => (
          <tr key={row.id}>
            <td>{row.score}</td>
            <td className={cell.num}>{count(row.rows)}</td>
            {known ? (
              <>
                <td className={cx(cell.num, (row.firstRight ?? 0) > (row.secondRight ?? 0) && styles.better)}>
                  {row.firstRight === null ? '–' : count(row.firstRight)}
                </td>
                <td className={cx(cell.num, (row.secondRight ?? 0) > (row.firstRight ?? 0) && styles.better)}>
                  {row.secondRight === null ? '–' : count(row.secondRight)}
                </td>
              </>
            ) : null}
          </tr>
        ))}
      </SimpleTable>
    </>
  );
}

/** Versions alone where both are of one model. */
function shortNames([first, second]: Comparison['sides']): [string, string] {
  if (first.name === second.name) return [first.version, second.version];
  return [`${first.name} ${first.version}`, `${second.name} ${second.version}`];
}
