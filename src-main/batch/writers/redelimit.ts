import { rm } from 'node:fs/promises';
import type { Dialect } from '../../contract/files.ts';
import { scanHeader } from '../../domain/csv-scan.ts';
import { createFileSink, type FileSink } from '../file-sink.ts';
import { withScoredRecords } from './scored-records.ts';
import type { ScoredTable, Written } from './scored-table.ts';

const QUOTE = 0x22;

/**
 * Writes the scored table with another delimiter. Everything else stays byte for byte: byte order mark, line ends,
 * empty lines, quotes; a cell that holds the new delimiter is quoted.
 *
 * @throws FailureError CANCELLED, DISK_FULL, OUTPUT_NOT_WRITABLE
 */
export async function redelimit(table: ScoredTable, delimiter: Dialect['delimiter']): Promise<Written> {
  const from = table.delimiter.charCodeAt(0);
  const to = delimiter.charCodeAt(0);
  const sink = createFileSink(table.out);
  try {
    const rows = await withScoredRecords(table, async ({ header, parts, share }) => {
      const head = header.bytes;
      const start = header.bom ? 3 : 0;
      const names = scanHeader(head, start, head.length, true, from)?.cells ?? [];
      sink.bytes(head, 0, start);
      names.forEach(([cellStart, cellEnd], index) => {
        if (index > 0) sink.byte(to);
        writeCell(sink, head, cellStart, cellEnd, to);
      });
      sink.bytes(head, names.at(-1)?.[1] ?? start, head.length);

      let count = 0;
      for await (const { bytes, block, from: partStart, next } of parts()) {
        const { columns, starts, ends } = block;
        let copied = partStart;
        for (let row = 0, cell = 0; row < block.rows; row++) {
          // The line end before this record and empty lines.
          sink.bytes(bytes, copied, starts[cell] as number);
          for (let column = 0; column < columns; column++, cell++) {
            if (column > 0) sink.byte(to);
            writeCell(sink, bytes, starts[cell] as number, ends[cell] as number, to);
          }
          copied = block.rowEnds[row] as number;
        }
        sink.bytes(bytes, copied, next);
        count += block.rows;
        table.onProgress?.(share());
      }
      return count;
    });
    sink.finish();
    return { rows };
  } catch (error) {
    sink.abandon();
    await rm(table.out, { force: true });
    throw error;
  }
}

function writeCell(sink: FileSink, bytes: Uint8Array, start: number, end: number, delimiter: number): void {
  if (start < end && bytes[start] !== QUOTE) {
    for (let i = start; i < end; i++) {
      if (bytes[i] === delimiter) return writeQuoted(sink, bytes, start, end);
    }
  }
  sink.bytes(bytes, start, end);
}

/** Writes an unquoted cell in quotes, its own quotes doubled. */
export function writeQuoted(sink: FileSink, bytes: Uint8Array, start: number, end: number): void {
  sink.byte(QUOTE);
  for (let i = start; i < end; i++) {
    const byte = bytes[i] as number;
    if (byte === QUOTE) sink.byte(QUOTE);
    sink.byte(byte);
  }
  sink.byte(QUOTE);
}
