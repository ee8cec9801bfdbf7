import { type FailureError, failed } from '../contract/failure.ts';
import { cellText, type RecordProblem, scanHeader } from '../domain/csv-scan.ts';

const LF = 0x0a;

/** Where a scan stands in its file: what it has passed before the block whose record is wrong. */
export interface RecordPlace {
  /** File name for the message. */
  name: string;
  columns: readonly string[];
  /** Data rows before the block. */
  rowsBefore: number;
  /** Lines before the point from which the scan counts its lines. */
  linesBefore: number;
}

/**
 * The failure for a record that is not well formed: says the row, the line and the column, counted from 1.
 * The header is the row before the first: `rowsBefore` -1.
 */
export function recordFailure(problem: RecordProblem, place: RecordPlace): FailureError {
  const { name, columns } = place;
  const row = place.rowsBefore + problem.row + 1;
  const line = place.linesBefore + problem.line + 1;
  const where = row < 1 ? `${name}, header (line ${line})` : `${name}, row ${row} (line ${line})`;
  const at = { file: name, line, ...(row < 1 ? {} : { row }) };
  if (problem.kind === 'ragged') {
    const text = `${where}: ${cells(problem.cells)} where the header has ${columns.length}; check quotes and delimiters there`;
    return failed('INPUT_MALFORMED', text, { details: at });
  }
  const column = columnLabel(columns, problem.cell);
  const details = { ...at, column };
  if (problem.kind === 'unclosed-quote') {
    return failed('INPUT_MALFORMED', `${where}, column ${column}: a quote opens here and is never closed`, {
      details,
    });
  }
  return failed(
    'INPUT_MALFORMED',
    `${where}, column ${column}: there is text after the closing quote; a quote inside a cell is written twice`,
    {
      details,
    },
  );
}

function cells(count: number): string {
  return count === 1 ? '1 cell' : `${count} cells`;
}

/** A column's name for a message, or its place where it has none. */
function columnLabel(columns: readonly string[], index: number): string {
  const label = columns[index];
  return label === undefined || label === '' ? `number ${index + 1}` : label.slice(0, 100);
}

/** The failure for a record that is too long to be read: `bytes[from, until)` is its beginning. */
export function longRecordFailure(
  bytes: Uint8Array,
  from: number,
  until: number,
  delimiter: number,
  limitBytes: number,
  place: { name: string; columns: readonly string[]; row: number | null; line: number },
): FailureError {
  const { name, columns, row, line } = place;
  const start = scanHeader(bytes, from, until, true, delimiter);
  const found = start?.cells ?? [];
  const open = start?.closed === false;
  let longest = open ? start.count : 0;
  let longestBytes = open ? until - (found.at(-1)?.[1] ?? from) : 0;
  found.forEach(([cellStart, cellEnd], index) => {
    if (cellEnd - cellStart <= longestBytes) return;
    longest = index;
    longestBytes = cellEnd - cellStart;
  });
  const limit = `${Math.round(limitBytes / 1024 / 1024)} MB`;
  const where = row === null ? `${name}, header (line ${line})` : `${name}, row ${row} (line ${line})`;
  const column = columnLabel(columns, longest);
  const advice = open && longest === start.count ? '; a quote that opens there may never be closed' : '';
  return failed(
    'INPUT_MALFORMED',
    `${where}: longer than ${limit}, most of it in column ${column}${advice}`,
    {
      details: { file: name, line, column, ...(row === null ? {} : { row }) },
    },
  );
}

/**
 * The failure for the NUL byte at `nulAt`, in or after the record that begins at `from`: data row `row` (from 1; 0 is
 * the header) on line `line`.
 */
export function nulFailure(
  bytes: Uint8Array,
  from: number,
  nulAt: number,
  delimiter: number,
  place: { name: string; columns: readonly string[]; row: number; line: number },
): FailureError {
  const { name } = place;
  let { columns, row, line } = place;
  for (let i = from; i < nulAt; i++) if (bytes[i] === LF) line++;
  for (let at = from; ; ) {
    const record = scanHeader(bytes, at, nulAt, true, delimiter);
    if (!record || record.next === record.end) {
      const column = columnLabel(columns, record?.closed ? record.count - 1 : (record?.count ?? 0));
      const where = row === 0 ? `header (line ${line})` : `row ${row} (line ${line}), column ${column}`;
      return failed(
        'INPUT_MALFORMED',
        `${name}, ${where}: there is a NUL byte, which no text file has; export it again as UTF-8 text`,
        { details: { file: name, line, ...(row === 0 ? {} : { row, column }) } },
      );
    }
    if (row === 0) columns = headerNames(bytes, record.cells);
    // Empty lines are no rows, except where there is one column.
    if (record.end > at || columns.length === 1) row++;
    at = record.next;
  }
}

/** A header cell as text. */
export function headerNames(bytes: Uint8Array, cellsAt: readonly [number, number][]): string[] {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  return cellsAt.map(([start, end]) => cellText(bytes, start, end, (part) => decoder.decode(part)));
}
