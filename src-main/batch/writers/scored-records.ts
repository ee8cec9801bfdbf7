import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { failed } from '../../contract/failure.ts';
import { openRecordStream, type RecordPart, type RecordStream, type TableHeader } from '../record-stream.ts';
import type { ScoredTable } from './scored-table.ts';

/** A scored CSV being read; `sizeBytes` is its length. */
export interface ScoredRecords {
  header: TableHeader;
  sizeBytes: number;
  parts(): AsyncGenerator<RecordPart, void, void>;
  /** Share of the file behind the parts given so far. */
  share(): number;
}

/**
 * Opens the scored CSV of a table, hands it to `use` and closes it.
 *
 * @throws FailureError INTERNAL when its columns are not those that the table names
 */
export async function withScoredRecords<T>(
  table: ScoredTable,
  use: (records: ScoredRecords) => Promise<T>,
): Promise<T> {
  const handle = await open(table.scoredCsv, 'r');
  try {
    const { size: sizeBytes } = await handle.stat();
    const stream: RecordStream = await openRecordStream({
      handle,
      // Its rows are the input's rows, so messages speak of the input.
      name: basename(table.original.path),
      sizeBytes,
      delimiter: table.delimiter.charCodeAt(0),
      allowNul: true,
      ...(table.signal ? { signal: table.signal } : {}),
    });
    const expected = table.originalColumns.length + table.addedColumns.length;
    if (stream.header.names.length !== expected) {
      throw failed(
        'INTERNAL',
        `The scored table has ${stream.header.names.length} columns where ${expected} were expected`,
      );
    }
    return await use({
      header: stream.header,
      sizeBytes,
      parts: stream.parts,
      share: () => stream.position() / sizeBytes,
    });
  } finally {
    await handle.close();
  }
}

/**
 * Refuses bytes that are no UTF-8, which a CSV may hold and neither Parquet nor JSON can.
 *
 * @throws FailureError INPUT_MALFORMED with row, line and column
 */
export function requireUtf8({ bytes, block, from, next, rowsBefore }: RecordPart, table: ScoredTable): void {
  if (isUtf8(bytes.subarray(from, next))) return;
  for (let cell = 0; cell < block.rows * block.columns; cell++) {
    if (isUtf8(bytes.subarray(block.starts[cell], block.ends[cell]))) continue;
    const row = Math.floor(cell / block.columns);
    const name = basename(table.original.path);
    const column = table.originalColumns[cell % block.columns] ?? '';
    const place = {
      file: name,
      row: rowsBefore + row + 1,
      line: (block.rowLines[row] as number) + 1,
      column,
    };
    const text = `${name}, row ${place.row} (line ${place.line}), column ${column}: not UTF-8 text, which this output format needs; save the input as UTF-8 or write CSV`;
    throw failed('INPUT_MALFORMED', text, { details: place });
  }
}
