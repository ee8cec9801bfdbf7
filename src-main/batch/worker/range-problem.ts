import { scanHeader, type scanRecords } from '../../domain/csv-scan.ts';
import type { RangeProblem } from '../messages.ts';
import type { PreparedRun } from './prepare.ts';
import type { RangeBytes } from './range-reader.ts';

export function describeProblem(
  run: PreparedRun,
  range: RangeBytes,
  recordStart: number,
  problem: NonNullable<ReturnType<typeof scanRecords>['problem']>,
  rowsBefore: number,
): RangeProblem {
  const { columns } = run.setup;
  const place = { row: rowsBefore + problem.row, line: problem.line };
  if (problem.kind === 'ragged') {
    const shown =
      range.bytes.toString('utf8', recordStart, Math.min(recordStart + 60, range.until)).split(/\r?\n/u)[0] ??
      '';
    return {
      ...place,
      column: null,
      text: `has ${problem.cells} ${problem.cells === 1 ? 'cell' : 'cells'} where the header has ${columns.length}: ${shown}`,
    };
  }
  const column = columns[problem.cell] ?? `cell ${problem.cell + 1}`;
  if (problem.kind === 'unclosed-quote')
    return { ...place, column, text: 'opens a quote that is never closed' };
  return {
    ...place,
    column,
    text: 'has text after its closing quote; a quote inside a quoted cell is written twice',
  };
}

/** Places the NUL byte at `nulAt` among the records of the block that was scanned from `from`. */
export function nulProblem(
  run: PreparedRun,
  range: RangeBytes,
  from: number,
  nulAt: number,
  rowsBefore: number,
): RangeProblem {
  const { block } = run;
  let row = 0;
  while (row < block.rows - 1 && (block.rowEnds[row] as number) < nulAt) row++;
  const start = row === 0 ? from : (block.starts[row * block.columns] as number);
  return {
    row: rowsBefore + row,
    line: block.rowLines[row] as number,
    column: columnAt(run, range, start, nulAt),
    text: 'holds a NUL byte; the file is no UTF-8 text (save it as CSV UTF-8)',
  };
}

export function longProblem(
  run: PreparedRun,
  range: RangeBytes,
  recordStart: number,
  row: number,
  line: number,
): RangeProblem {
  const column = columnAt(run, range, recordStart, range.until);
  return { row, line, column, text: 'is longer than 16 MB; look for a quote that is never closed' };
}

/** Name of the column that the byte at `position` belongs to, in the record that begins at `recordStart`. */
function columnAt(run: PreparedRun, range: RangeBytes, recordStart: number, position: number): string | null {
  const record = scanHeader(range.bytes, recordStart, position, true, run.setup.delimiter);
  if (!record) return null;
  return run.setup.columns[record.closed ? Math.max(0, record.count - 1) : record.count] ?? null;
}
