import { useState } from 'react';
import type { JobResult } from '../../../src-main/contract/index.ts';
import { IconButton } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { type Column, rowsAsTsv } from '../../ui/column.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { count } from '../../ui/format/numbers.ts';
import { binRows, Histogram, HistogramLegend } from '../../ui/Histogram.tsx';
import { Icon } from '../../ui/Icon.tsx';
import text from '../../ui/text.module.css';
import styles from './ScoreChart.module.css';

type Bin = ReturnType<typeof binRows>[number];

const columns: readonly Column<Bin>[] = [
  { id: 'bin', header: 'Score', width: 140, cell: (bin) => bin.bin, text: (bin) => bin.bin },
  {
    id: 'rows',
    header: 'Rows',
    width: 90,
    align: 'right',
    cell: (bin) => count(bin.rows),
    text: (bin) => bin.rows,
  },
  {
    id: 'reference',
    header: 'As in training',
    width: 100,
    align: 'right',
    cell: (bin) => (bin.reference === null ? <span className={text.dim}>–</span> : count(bin.reference)),
    text: (bin) => (bin.reference === null ? null : Math.round(bin.reference)),
  },
];

/** How the scores of the file lie, beside those of the training rows; the same as a table. */
export function ScoreChart({ scores }: { scores: JobResult['scores'] }) {
  const [asTable, setAsTable] = useState(false);
  const bins = binRows(scores);
  const total = scores.counts.reduce((sum, one) => sum + one, 0);
  return (
    <figure className={styles.chart}>
      <figcaption className={styles.head}>
        <h3>Score</h3>
        <span className={styles.sub}>{scores.label}</span>
        <HistogramLegend reference={scores.reference !== null} />
        {asTable ? (
          <IconButton label="Copy as a table" onPress={() => void copyText(rowsAsTsv(bins, columns))}>
            <Icon name="copy" />
          </IconButton>
        ) : null}
        <IconButton label={asTable ? 'Show as chart' : 'Show as table'} onPress={() => setAsTable(!asTable)}>
          <Icon name={asTable ? 'chart' : 'table'} />
        </IconButton>
      </figcaption>
      {total === 0 ? (
        <p className={styles.none}>No row was scored, so there is no score to draw.</p>
      ) : asTable ? (
        <DataTable label="Scores" rows={bins} columns={columns} rowId={(bin) => bin.bin} />
      ) : (
        <div className={styles.plot}>
          <Histogram
            label={`Histogram of ${scores.label} over ${count(total)} rows${scores.reference ? ', with the training rows as a line' : ''}. The button Show as table has the numbers.`}
            edges={scores.edges}
            counts={scores.counts}
            reference={scores.reference}
          />
        </div>
      )}
    </figure>
  );
}
