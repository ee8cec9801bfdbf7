import { useState } from 'react';
import { type LoadSample, useLastHour } from '../../state/lastHour.ts';
import { IconButton } from '../../ui/Button.tsx';
import { type Column } from '../../ui/column.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { count, rate } from '../../ui/format/numbers.ts';
import { clock } from '../../ui/format/times.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Moment } from '../../ui/Moment.tsx';
import { Panel } from '../../ui/Panel.tsx';
import { TimeChart } from '../../ui/TimeChart.tsx';
import { useNow } from '../../ui/useNow.ts';
import styles from './Throughput.module.css';

const hourMs = 3_600_000;

const columns: readonly Column<LoadSample>[] = [
  {
    id: 'at',
    header: 'At',
    width: 120,
    cell: (sample) => <Moment atMs={sample.atMs} seconds />,
    text: (sample) => new Date(sample.atMs).toISOString(),
  },
  {
    id: 'rows',
    header: 'Rows/s',
    width: 120,
    align: 'right',
    cell: (sample) => rate(sample.rowsPerSecond),
    text: (sample) => Math.round(sample.rowsPerSecond),
  },
];

/** Rows scored per second, in jobs and by request, over the last hour, as far as this page saw it. */
export function Throughput() {
  const samples = useLastHour((state) => state.samples);
  const nowMs = useNow();
  const [asTable, setAsTable] = useState(false);
  const [first] = samples;
  const most = samples.reduce((largest, one) => Math.max(largest, one.rowsPerSecond), 0);
  const since = first ? clock(first.atMs, nowMs, false) : null;
  return (
    <Panel
      title="Throughput"
      sub={`rows scored per second, in jobs and by request${since ? `, seen since ${since}` : ''}`}
      actions={
        samples.length < 2 ? null : (
          <IconButton
            label={asTable ? 'Show as chart' : 'Show as table'}
            onPress={() => setAsTable(!asTable)}
          >
            <Icon name={asTable ? 'chart' : 'table'} />
          </IconButton>
        )
      }
    >
      {samples.length < 2 ? (
        <p className={styles.none}>
          Drawn from what this page sees while it is open; the first minute is coming in.
        </p>
      ) : asTable ? (
        <DataTable
          label="Throughput"
          rows={[...samples].reverse()}
          columns={columns}
          rowId={(sample) => String(sample.atMs)}
        />
      ) : (
        <div className={styles.chart}>
          <TimeChart
            label={`Rows per second since ${since}; at most ${rate(most)}, ${count(samples.length)} samples`}
            from={Math.max(first?.atMs ?? 0, nowMs - hourMs)}
            to={nowMs}
            points={samples.map((one) => ({ atMs: one.atMs, value: one.rowsPerSecond }))}
          />
        </div>
      )}
    </Panel>
  );
}
