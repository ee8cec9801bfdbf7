import { useCallback, useEffect, useMemo } from 'react';
import type { RejectedRow } from '../../../src-main/contract/index.ts';
import { announce } from '../../state/announcer.ts';
import { loadRejected, useResults } from '../../state/results.ts';
import { Button } from '../../ui/Button.tsx';
import { copyText } from '../../ui/clipboard.ts';
import { type Column, rowsAsTsv } from '../../ui/column.ts';
import { DataTable } from '../../ui/DataTable.tsx';
import { count } from '../../ui/format/numbers.ts';
import { Icon } from '../../ui/Icon.tsx';
import text from '../../ui/text.module.css';
import styles from './RejectedTable.module.css';

interface Place {
  at: number;
  row: RejectedRow | null;
}

const columns: readonly Column<Place>[] = [
  {
    id: 'row',
    header: 'Row',
    width: 74,
    align: 'right',
    cell: ({ row }) => (row ? count(row.row) : <span className={text.dim}>…</span>),
    text: ({ row }) => row?.row ?? null,
  },
  {
    id: 'reason',
    header: 'Reason',
    width: 190,
    cell: ({ row }) => <span title={row?.reason}>{row?.reason ?? ''}</span>,
    text: ({ row }) => row?.reason ?? null,
  },
  {
    id: 'column',
    header: 'Column',
    width: 96,
    cell: ({ row }) => (
      <span className={text.plain} title={row?.column}>
        {row?.column ?? ''}
      </span>
    ),
    text: ({ row }) => row?.column ?? null,
  },
  {
    id: 'value',
    header: 'Value',
    width: 96,
    missing: ({ row }) => row?.value === '',
    cell: ({ row }) =>
      row?.value === '' ? (
        <span className={text.sr}>missing</span>
      ) : (
        <span className={text.mono} title={row?.value}>
          {row?.value ?? ''}
        </span>
      ),
    text: ({ row }) => row?.value ?? null,
  },
];

const none: readonly (RejectedRow | null)[] = [];

/** The rejected rows one by one, fetched as they are looked at. */
export function RejectedTable({ jobId, showRow }: { jobId: string; showRow: number | null }) {
  const rejected = useResults((state) => state.rejected[jobId]);
  useEffect(() => void loadRejected(jobId, 0, 0), [jobId]);
  const onRange = useCallback(
    (first: number, last: number) => void loadRejected(jobId, first, last),
    [jobId],
  );
  const rows = rejected?.rows ?? none;
  const places = useMemo(() => rows.map((row, at): Place => ({ at, row })), [rows]);
  const showAt = showRow === null ? -1 : rows.findIndex((row) => row?.row === showRow);
  const total = rejected?.total ?? 0;
  return (
    <>
      <div className={styles.head}>
        <span className={text.spacer}>
          {rejected?.failure
            ? rejected.failure.message
            : total > rows.length
              ? `The first ${count(rows.length)} of ${count(total)} are kept one by one; the scored file has the reason of each`
              : 'Rows count from 1, without the header'}
        </span>
        <Button
          small
          kind="quiet"
          onPress={() => {
            const loaded = places.filter((place) => place.row !== null);
            void copyText(rowsAsTsv(loaded, columns)).then(() =>
              announce(`${count(loaded.length)} rows copied`, 'copied'),
            );
          }}
        >
          <Icon name="copy" />
          Copy
        </Button>
      </div>
      <DataTable
        label="Rejected rows"
        rows={places}
        columns={columns}
        rowId={(place) => String(place.at)}
        onRange={onRange}
        showId={showAt === -1 ? null : String(showAt)}
        empty={<p className={styles.empty}>{rejected ? 'None is kept one by one.' : 'Loading the rows.'}</p>}
      />
    </>
  );
}
