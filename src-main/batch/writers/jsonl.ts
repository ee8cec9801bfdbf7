import { rm } from 'node:fs/promises';
import { failed } from '../../contract/failure.ts';
import { withDuckdb } from '../duckdb.ts';
import { createFileSink, type FileSink } from '../file-sink.ts';
import { isBlank, isBlankLine, type JsonLine, jsonLines } from '../json-lines.ts';
import { openInput } from '../readers/open-input.ts';
import { checkParquet, inspectParquet, isJsonType } from '../readers/parquet-file.ts';
import { type JsonCellKind, writeJsonCell } from './json-cell.ts';
import { requireUtf8, type ScoredRecords, withScoredRecords } from './scored-records.ts';
import type { ScoredTable, Written } from './scored-table.ts';
import { uniqueNames } from './unique-names.ts';

const LF = 0x0a;
const COMMA = 0x2c;
const BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

/**
 * Writes the scored table as JSON Lines.
 *
 * A JSON Lines original keeps every byte of its lines; the added members are spliced in before each closing brace.
 * From other formats an object a row is made: cells of text are strings, an unquoted empty cell null, typed columns of
 * Parquet and the predictions what they are. Repeated column names get a numeric suffix.
 *
 * @throws FailureError INTERNAL when the rows do not line up with the original's; INPUT_MALFORMED for bytes that are no
 * UTF-8; CANCELLED, DISK_FULL, OUTPUT_NOT_WRITABLE
 */
export async function scoredCsvToJsonl(table: ScoredTable): Promise<Written> {
  const sink = createFileSink(table.out);
  try {
    const rows = await withScoredRecords(table, (records) =>
      table.original.format === 'jsonl' ? splice(table, records, sink) : writeObjects(table, records, sink),
    );
    sink.finish();
    return { rows };
  } catch (error) {
    sink.abandon();
    await rm(table.out, { force: true });
    throw error;
  }
}

async function writeObjects(
  table: ScoredTable,
  { parts, share }: ScoredRecords,
  sink: FileSink,
): Promise<number> {
  const names = uniqueNames([...table.originalColumns, ...table.addedColumns.map(({ name }) => name)], {
    caseless: false,
  });
  const kinds: JsonCellKind[] = [...(await originalKinds(table)), ...addedKinds(table)];
  const keys = names.map((name, index) => Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`));
  let rows = 0;
  for await (const part of parts()) {
    requireUtf8(part, table);
    const { bytes, block } = part;
    for (let row = 0, cell = 0; row < block.rows; row++) {
      for (let column = 0; column < block.columns; column++, cell++) {
        const key = keys[column] as Buffer;
        sink.bytes(key, 0, key.length);
        writeJsonCell(
          sink,
          bytes,
          block.starts[cell] as number,
          block.ends[cell] as number,
          kinds[column] as JsonCellKind,
        );
      }
      sink.byte(CLOSING_BRACE);
      sink.byte(LF);
    }
    rows += block.rows;
    table.onProgress?.(share());
  }
  return rows;
}

async function originalKinds({ original, originalColumns, signal }: ScoredTable): Promise<JsonCellKind[]> {
  if (original.format !== 'parquet') return originalColumns.map(() => 'text');
  await checkParquet(original.path);
  return withDuckdb({ files: [original.path], ...(signal ? { signal } : {}) }, async (duckdb) => {
    const { columns } = await inspectParquet(duckdb, original.path);
    return columns.map(({ type }) => (isJsonType(type) ? 'json' : 'text'));
  });
}

function addedKinds({ addedColumns }: ScoredTable): JsonCellKind[] {
  return addedColumns.map(({ type }) => (type === 'text' ? 'text' : 'json'));
}

async function splice(table: ScoredTable, { parts, share }: ScoredRecords, sink: FileSink): Promise<number> {
  const keys = table.addedColumns.map(({ name }) => Buffer.from(`${JSON.stringify(name)}:`));
  const kinds = addedKinds(table);
  const firstAdded = table.originalColumns.length;
  const input = await openInput(table.original.path);
  try {
    const batches = jsonLines({ ...input, ...(table.signal ? { signal: table.signal } : {}) });
    let batch: Iterator<JsonLine> | null = null;
    /** The next line that is an object, copying blank ones on the way; null at the end. */
    const nextObject = async (): Promise<JsonLine | null> => {
      for (;;) {
        const step: IteratorResult<JsonLine, unknown> | undefined = batch?.next();
        if (step && !step.done) {
          if (!isBlankLine(step.value)) return step.value;
          sink.bytes(step.value.bytes, step.value.start, step.value.next);
          continue;
        }
        const more = await batches.next();
        if (more.done) return null;
        batch = more.value[Symbol.iterator]();
      }
    };

    let rows = 0;
    for await (const part of parts()) {
      requireUtf8(part, table);
      const { bytes, block } = part;
      for (let row = 0; row < block.rows; row++) {
        const line = await nextObject();
        if (!line) throw outOfStep(rows + row, 'fewer');
        const place = spliceAt(line);
        if (!place) throw outOfStep(rows + row, 'other');
        sink.bytes(line.bytes, line.start, place.at);
        keys.forEach((key, index) => {
          if (index > 0 || !place.empty) sink.byte(COMMA);
          sink.bytes(key, 0, key.length);
          const cell = row * block.columns + firstAdded + index;
          writeJsonCell(
            sink,
            bytes,
            block.starts[cell] as number,
            block.ends[cell] as number,
            kinds[index] ?? 'text',
          );
        });
        sink.bytes(line.bytes, place.at, line.next);
      }
      rows += block.rows;
      table.onProgress?.(share());
    }
    if (await nextObject()) throw outOfStep(rows, 'more');
    return rows;
  } finally {
    await input.handle.close();
  }
}

/** Where new members go in a line: right behind its last member. Null when the line does not end an object. */
function spliceAt({ bytes, start, end }: JsonLine): { at: number; empty: boolean } | null {
  let at = end - 1;
  while (at > start && isBlank(bytes[at])) at--;
  if (bytes[at] !== CLOSING_BRACE) return null;
  do at--;
  while (at > start && isBlank(bytes[at]));
  return { at: at + 1, empty: bytes[at] === BRACE };
}

function outOfStep(row: number, found: 'fewer' | 'more' | 'other'): Error {
  const what = { fewer: 'has no row', more: 'has a row more', other: 'has something else' }[found];
  return failed(
    'INTERNAL',
    `The scored table and the original do not line up: at row ${row + 1} the original ${what}`,
  );
}
