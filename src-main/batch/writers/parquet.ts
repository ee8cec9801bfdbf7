import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { FailureError, failed } from '../../contract/failure.ts';
import {
  type Duckdb,
  duckdbReason,
  duckdbWriteFailure,
  sqlName,
  sqlReadPath,
  sqlWritePath,
  withDuckdb,
} from '../duckdb.ts';
import { createFileSink } from '../file-sink.ts';
import { checkParquet, inspectParquet } from '../readers/parquet-file.ts';
import { writeQuoted } from './redelimit.ts';
import { requireUtf8, withScoredRecords } from './scored-records.ts';
import type { ScoredTable, Written } from './scored-table.ts';
import { uniqueNames } from './unique-names.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const CR = 0x0d;
const LF = 0x0a;

/** A row group is gathered in memory before it is written; larger ones measured no faster. */
const rowGroupBytes = 4 * 1024 * 1024;
/** Share of the work that is preparing the text for DuckDB. */
const stagingShare = 0.3;

/**
 * Writes the scored table as Parquet (zstd).
 *
 * A Parquet original keeps the types of its columns; from other formats they are strings with the cell's text, an
 * unquoted empty cell being NULL. Added columns are DOUBLE or strings. Names that Parquet's writer cannot repeat get a
 * numeric suffix, an empty one becomes `column_<place>`.
 *
 * @throws FailureError INTERNAL when the rows do not line up with the original's; INPUT_MALFORMED for bytes that are no
 * UTF-8; CANCELLED, DISK_FULL, OUTPUT_NOT_WRITABLE
 */
export async function scoredCsvToParquet(table: ScoredTable): Promise<Written> {
  const { original, out, signal, onProgress } = table;
  const fromParquet = original.format === 'parquet';
  const staged = `${out}.rows.csv`;
  try {
    // A Parquet original is read again for its own columns, so only the added ones are needed as text.
    const firstColumn = fromParquet ? table.originalColumns.length : 0;
    const staging = await stage(table, staged, firstColumn, fromParquet);
    if (fromParquet) await checkParquet(original.path);
    const options = {
      files: fromParquet ? [original.path, staged, out] : [staged, out],
      spillFolder: `${out}.spill`,
      ...(signal ? { signal } : {}),
      onProgress: (share: number): void => onProgress?.(stagingShare + share * (1 - stagingShare)),
    };
    await withDuckdb(options, async (duckdb) => {
      const query = fromParquet
        ? await besideOriginal(duckdb, table, staging, staged)
        : fromText(table, staging, staged);
      const written = await duckdb.run(
        `COPY (${query}) TO ${sqlWritePath(out)}
         (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${staging.rowGroupRows}, USE_TMP_FILE false)`,
      );
      if (written !== staging.rows) throw outOfStep(`${written} rows were written of ${staging.rows}`);
    });
    onProgress?.(1);
    return { rows: staging.rows };
  } catch (error) {
    await rm(out, { force: true });
    throw failureOf(error, table, staged);
  } finally {
    await rm(staged, { force: true });
  }
}

interface Staging {
  rows: number;
  longestBytes: number;
  rowGroupRows: number;
}

/**
 * Copies the columns from `firstColumn` on to a CSV that leaves DuckDB nothing to decide: no header, `\n`, commas,
 * quotes around every cell that has anything special. With `numbered`, the row's number (from 0) comes first.
 */
async function stage(
  table: ScoredTable,
  staged: string,
  firstColumn: number,
  numbered: boolean,
): Promise<Staging> {
  const sink = createFileSink(staged);
  try {
    const staging = await withScoredRecords(table, async ({ parts, share, sizeBytes }) => {
      let rows = 0;
      let longestBytes = 0;
      for await (const part of parts()) {
        requireUtf8(part, table);
        const { bytes, block } = part;
        const { columns, starts, ends } = block;
        for (let row = 0; row < block.rows; row++) {
          if (numbered) sink.text(String(rows + row));
          for (let column = firstColumn; column < columns; column++) {
            const cell = row * columns + column;
            if (column > firstColumn || numbered) sink.byte(COMMA);
            const start = starts[cell] as number;
            const end = ends[cell] as number;
            if (needsQuotes(bytes, start, end)) writeQuoted(sink, bytes, start, end);
            else sink.bytes(bytes, start, end);
          }
          sink.byte(LF);
          longestBytes = Math.max(
            longestBytes,
            (block.rowEnds[row] as number) - (starts[row * columns] as number),
          );
        }
        rows += block.rows;
        table.onProgress?.(share() * stagingShare);
      }
      const rowBytes = sizeBytes / Math.max(1, rows);
      const rowGroupRows = Math.max(2048, Math.min(122_880, Math.round(rowGroupBytes / rowBytes)));
      return { rows, longestBytes, rowGroupRows };
    });
    sink.finish();
    return staging;
  } finally {
    sink.abandon();
  }
}

function needsQuotes(bytes: Uint8Array, start: number, end: number): boolean {
  if (start === end || bytes[start] === QUOTE) return false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i];
    if (byte === COMMA || byte === QUOTE || byte === CR) return true;
  }
  return false;
}

/** The staged CSV as a table expression with the given columns. */
function readStaged(
  staged: string,
  { longestBytes, rows }: Staging,
  columns: readonly { name: string; type: string }[],
): string {
  // Every quote may have been doubled and every cell quoted.
  const lineBytes = longestBytes * 2 + columns.length * 3 + 64;
  const bufferBytes = Math.max(1024 * 1024, lineBytes + 1024);
  const types = columns.map(({ name, type }) => `${name}: '${type}'`).join(', ');
  if (rows === 0) throw failed('INPUT_EMPTY', 'There are no rows to write');
  return `read_csv(${sqlReadPath(staged)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
    new_line = '\\n', nullstr = '', allow_quoted_nulls = false, null_padding = false, ignore_errors = false,
    compression = 'none', parallel = false, max_line_size = ${lineBytes}, buffer_size = ${bufferBytes}, columns = {${types}})`;
}

function fromText(table: ScoredTable, staging: Staging, staged: string): string {
  const columns = [
    ...table.originalColumns.map((_, index) => ({ name: `c${index}`, type: 'VARCHAR' })),
    ...table.addedColumns.map(({ type }, index) => ({
      name: `a${index}`,
      type: type === 'number' ? 'DOUBLE' : 'VARCHAR',
    })),
  ];
  const names = outputNames(table);
  const cells = columns.map(({ name }, index) => `${name} AS ${sqlName(names[index] ?? name)}`);
  return `SELECT ${cells.join(', ')} FROM ${readStaged(staged, staging, columns)}`;
}

async function besideOriginal(
  duckdb: Duckdb,
  table: ScoredTable,
  staging: Staging,
  staged: string,
): Promise<string> {
  const file = await inspectParquet(duckdb, table.original.path);
  if (file.rows !== staging.rows)
    throw outOfStep(`the original has ${file.rows} rows and the scored table ${staging.rows}`);
  if (file.columns.length !== table.originalColumns.length) {
    throw outOfStep(
      `the original has ${file.columns.length} columns and the scored table ${table.originalColumns.length}`,
    );
  }
  const names = outputNames(table);
  const kept = file.columns.map(({ type, milliseconds }, index) => {
    const cell = milliseconds && type === 'TIMESTAMP' ? `c${index}::TIMESTAMP_MS` : `c${index}`;
    return `${cell} AS ${sqlName(names[index] ?? '')}`;
  });
  const added = table.addedColumns.map((_, index) => {
    // Every row proves that it stands beside its own.
    const cell = `CASE WHEN k IS DISTINCT FROM file_row_number THEN error('rows out of step') ELSE a${index} END`;
    return `${cell} AS ${sqlName(names[file.columns.length + index] ?? '')}`;
  });
  const columns = [
    { name: 'k', type: 'BIGINT' },
    ...table.addedColumns.map(({ type }, index) => ({
      name: `a${index}`,
      type: type === 'number' ? 'DOUBLE' : 'VARCHAR',
    })),
  ];
  return `SELECT ${[...kept, ...added].join(', ')} FROM ${file.table} POSITIONAL JOIN ${readStaged(staged, staging, columns)}`;
}

function outputNames(table: ScoredTable): string[] {
  return uniqueNames([...table.originalColumns, ...table.addedColumns.map(({ name }) => name)], {
    caseless: true,
  });
}

function outOfStep(what: string): Error {
  return failed('INTERNAL', `The scored table and the original do not line up: ${what}`);
}

function failureOf(error: unknown, table: ScoredTable, staged: string): unknown {
  const failure = duckdbWriteFailure(error, table.out);
  if (failure instanceof FailureError || !(failure instanceof Error) || 'code' in failure) return failure;
  const reason = duckdbReason(failure, [staged, table.out, table.original.path]);
  return failed('INTERNAL', `${basename(table.out)} could not be written as Parquet: ${reason}`);
}
