import type { FileHandle } from 'node:fs/promises';
import { failed } from '../contract/failure.ts';
import { createRecordBlock, type RecordBlock, scanHeader, scanRecords } from '../domain/csv-scan.ts';
import { columnsMax, recordMaxBytes } from './limits.ts';
import { headerNames, longRecordFailure, nulFailure, recordFailure } from './record-failure.ts';

const chunkBytes = 1024 * 1024;
const CR = 0x0d;
const LF = 0x0a;

export interface RecordStreamOptions {
  handle: FileHandle;
  /** File name for messages. */
  name: string;
  sizeBytes: number;
  /** The delimiter's byte. */
  delimiter: number;
  /** Gives only the records that begin before this place in the file. */
  limitBytes?: number;
  /** Refuse NUL bytes, which no text has (the default); own files may carry them. */
  allowNul?: boolean;
  signal?: AbortSignal;
}

export interface TableHeader {
  names: string[];
  bom: boolean;
  newline: '\n' | '\r\n';
  /** The header with what is before it (a byte order mark) and its line end, as in the file. A copy. */
  bytes: Uint8Array;
  /** Where its last cell ends. */
  end: number;
  /** Lines it takes: more than one when a column name holds a line end. */
  lines: number;
}

/** Some whole records. The view is valid until the next is asked for. */
export interface RecordPart {
  bytes: Uint8Array;
  block: RecordBlock;
  /** Where the bytes of this part begin (skipped empty lines included) and end. */
  from: number;
  next: number;
  /** Data rows before this part. */
  rowsBefore: number;
}

export interface RecordStream {
  header: TableHeader;
  parts(): AsyncGenerator<RecordPart, void, void>;
  /** Bytes of the file behind the parts given so far. */
  position(): number;
}

/**
 * Reads a delimited file record by record in a buffer that grows with the longest record, up to `recordMaxBytes`.
 *
 * @throws FailureError INPUT_MALFORMED with row, line and column; CANCELLED
 */
export async function openRecordStream(options: RecordStreamOptions): Promise<RecordStream> {
  const { handle, name, delimiter, signal } = options;
  const { sizeBytes } = options;
  const limitBytes = Math.min(sizeBytes, options.limitBytes ?? sizeBytes);
  let buffer = Buffer.allocUnsafe(Math.min(chunkBytes, sizeBytes + 1));
  let from = 0;
  let until = 0;
  /** Place in the file of the buffer's first byte. */
  let origin = 0;
  let lines = 0;
  let rows = 0;
  let names: string[] = [];

  const ended = (): boolean => origin + until >= sizeBytes;

  const fill = async (): Promise<void> => {
    if (signal?.aborted) throw failed('CANCELLED', 'Cancelled');
    if (from > 0) {
      buffer.copyWithin(0, from, until);
      origin += from;
      until -= from;
      from = 0;
    }
    if (until === buffer.length) {
      if (buffer.length > recordMaxBytes) {
        const place = { name, columns: names, row: names.length === 0 ? null : rows + 1, line: lines + 1 };
        throw longRecordFailure(buffer, from, until, delimiter, recordMaxBytes, place);
      }
      const larger = Buffer.allocUnsafe(Math.min(buffer.length * 2, recordMaxBytes + chunkBytes));
      buffer.copy(larger, 0, 0, until);
      buffer = larger;
    }
    const filledBefore = until;
    while (until < buffer.length && !ended()) {
      const wanted = Math.min(buffer.length - until, sizeBytes - origin - until);
      const { bytesRead } = await handle.read(buffer, until, wanted, origin + until);
      if (bytesRead === 0)
        throw failed('INPUT_CHANGED', `${name} became shorter while it was read`, {
          details: { file: name },
        });
      until += bytesRead;
    }
    if (options.allowNul !== true) refuseNul(filledBefore);
  };

  const refuseNul = (start: number): void => {
    const at = buffer.subarray(start, until).indexOf(0);
    if (at < 0) return;
    const place = { name, columns: names, row: names.length === 0 ? 0 : rows + 1, line: lines + 1 };
    throw nulFailure(buffer, from, start + at, delimiter, place);
  };

  const readHeader = async (): Promise<TableHeader> => {
    await fill();
    const bom = until >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
    const start = bom ? 3 : 0;
    for (;;) {
      const found = scanHeader(buffer, start, until, ended(), delimiter);
      if (!found) {
        await fill();
        continue;
      }
      if (!found.closed) {
        const place = { name, columns: [], rowsBefore: -1, linesBefore: 0 };
        throw recordFailure({ kind: 'unclosed-quote', row: 0, line: 0, cell: found.cells.length }, place);
      }
      if (found.count > columnsMax) {
        const text = `${name} has ${found.count} columns; at most ${columnsMax} can be read`;
        throw failed('INPUT_UNSUPPORTED', text, { details: { file: name } });
      }
      names = headerNames(buffer, found.cells);
      // The same rules as for a row, which look behind closing quotes as well.
      const check = createRecordBlock(found.cells.length, 1);
      const checked = scanRecords(buffer, start, found.next, found.next, true, delimiter, check);
      if (checked.problem)
        throw recordFailure(checked.problem, { name, columns: names, rowsBefore: -1, linesBefore: 0 });
      if (names.length === 1 && names[0] === '' && found.end === start) {
        throw failed(
          'INPUT_MALFORMED',
          `${name} begins with an empty line; the first line must hold the column names`,
          {
            details: { file: name, line: 1 },
          },
        );
      }
      for (let i = 0; i < found.next; i++) if (buffer[i] === LF) lines++;
      from = found.next;
      const newline = buffer[found.end] === CR && buffer[found.end + 1] === LF ? '\r\n' : '\n';
      const bytes = Uint8Array.from(buffer.subarray(0, found.next));
      return { names, bom, newline, bytes, end: found.end, lines };
    }
  };

  const header = await readHeader();
  const columns = names.length;
  const block = createRecordBlock(
    columns,
    Math.max(8, Math.min(4096, sizeBytes, Math.floor(65_536 / columns))),
  );
  block.lines = lines;

  async function* parts(): AsyncGenerator<RecordPart, void, void> {
    for (;;) {
      const result = scanRecords(
        buffer,
        from,
        Math.min(until, limitBytes - origin),
        until,
        ended(),
        delimiter,
        block,
      );
      if (result.problem)
        throw recordFailure(result.problem, { name, columns: names, rowsBefore: rows, linesBefore: 0 });
      const start = from;
      from = result.next;
      lines = block.lines;
      if (block.rows > 0 || from > start) {
        yield { bytes: buffer, block, from: start, next: from, rowsBefore: rows };
        rows += block.rows;
      }
      if (result.stop === 'full') continue;
      if (ended() || origin + from >= limitBytes) return;
      await fill();
    }
  }
  return { header, parts, position: () => origin + from };
}
