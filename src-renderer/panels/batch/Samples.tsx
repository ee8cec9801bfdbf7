import type { SampleView } from '../../state/samples.ts';
import { tryModel, useTrying } from '../../state/tryModel.ts';
import { Button } from '../../ui/Button.tsx';
import { cx } from '../../ui/cx.ts';
import { bytes, count } from '../../ui/format/numbers.ts';
import { firstSentence } from '../../ui/format/text.ts';
import { cell, SimpleTable } from '../../ui/SimpleTable.tsx';
import text from '../../ui/text.module.css';
import styles from './Samples.module.css';
import { useSamples } from './useSamples.ts';

/** One press to a scored sample, per bundled model. */
export function Samples() {
  const samples = useSamples();
  const trying = useTrying((state) => state.names);
  if (samples.length === 0) return null;
  return (
    <SimpleTable
      label="Samples"
      columns={[
        { header: 'File' },
        { header: 'Model' },
        { header: 'Rows', align: 'right' },
        { header: 'Size', align: 'right', far: true },
        { header: 'Worth noticing', far: true },
        { header: 'Do', align: 'right' },
      ]}
      className={styles.samples}
    >
      {samples.map((sample) => (
        <tr key={sample.path}>
          <td className={cx(cell.trunc, cell.grow)} title={sample.model.summary}>
            <span className={text.name}>{sample.name}</span>
            <small>{firstSentence(sample.model.summary)}</small>
          </td>
          <td className={text.soft}>
            {sample.model.name} {sample.model.version}
          </td>
          <td className={cell.num}>{sample.table ? rowsWords(sample) : '–'}</td>
          <td className={cx(cell.num, cell.far)}>{bytes(sample.sizeBytes)}</td>
          <td className={cx(text.soft, cell.far)}>{missingWords(sample)}</td>
          <td className={cell.num}>
            <Button
              small
              blocked={trying.includes(sample.model.name)}
              aria-label={`${trying.includes(sample.model.name) ? 'Starting' : 'Try it'}: ${sample.model.name} on ${sample.name}`}
              onPress={() => void tryModel(sample.model)}
            >
              {trying.includes(sample.model.name) ? 'Starting' : 'Try it'}
            </Button>
          </td>
        </tr>
      ))}
    </SimpleTable>
  );
}

function rowsWords({ table }: SampleView): string {
  if (!table) return '–';
  return table.survey.complete ? count(table.survey.rows) : `about ${count(table.survey.rowsEstimate)}`;
}

function missingWords({ table }: SampleView): string {
  if (!table) return '';
  const missing = table.survey.missing.reduce((sum, one) => sum + one, 0);
  return missing === 0 ? 'none missing' : `${count(missing)} missing cells`;
}
