import { isUtf8 } from 'node:buffer';
import type { FileHandle } from 'node:fs/promises';
import { failed } from '../contract/failure.ts';
import { recordMaxBytes } from './limits.ts';

const chunkBytes = 1024 * 1024;
const LF = 0x0a;

export interface JsonLine {
  /** The buffer that holds the line at `[start, end)`, without its `\n`; valid until the next line is asked for. */
  bytes: Buffer;
  start: number;
  end: number;
  /** Where the next line begins in the buffer: after the `\n`, or `end` when the file ends without one. */
  next: number;
  /** Line of the file, from 1. */
  line: number;
}

export interface JsonLinesOptions {
  handle: FileHandle;
  /** File name for messages. */
  name: string;
  sizeBytes: number;
  /** Gives only the lines that begin before this place in the file. */
  limitBytes?: number;
  signal?: AbortSignal;
  /** Bytes of the file behind the lines given so far; told about once a megabyte. */
  onPosition?: (bytes: number) => void;
}

/**
 * Gives the lines of a file in batches, blank ones included, so that the event loop turns once a batch.
 *
 * @throws FailureError INPUT_MALFORMED for a line over 16 MB; CANCELLED
 */
export async function* jsonLines(options: JsonLinesOptions): AsyncGenerator<Iterable<JsonLine>, void, void> {
  const { handle, name, sizeBytes, signal } = options;
  const limitBytes = Math.min(sizeBytes, options.limitBytes ?? sizeBytes);
  let buffer = Buffer.allocUnsafe(Math.min(chunkBytes, sizeBytes + 1));
  let from = 0;
  let until = 0;
  let origin = 0;
  let line = 0;
  while (origin + from < limitBytes) {
    if (signal?.aborted) throw failed('CANCELLED', 'Cancelled');
    buffer.copyWithin(0, from, until);
    origin += from;
    until -= from;
    from = 0;
    if (until === buffer.length) {
      if (buffer.length > recordMaxBytes) {
        const text = `${name}, line ${line + 1}: longer than ${recordMaxBytes / 1024 / 1024} MB; every object must stand on a line of its own`;
        throw failed('INPUT_MALFORMED', text, { details: { file: name, line: line + 1 } });
      }
      const larger = Buffer.allocUnsafe(Math.min(buffer.length * 2, recordMaxBytes + chunkBytes));
      buffer.copy(larger, 0, 0, until);
      buffer = larger;
    }
    while (until < buffer.length && origin + until < sizeBytes) {
      const { bytesRead } = await handle.read(
        buffer,
        until,
        Math.min(buffer.length - until, sizeBytes - origin - until),
        origin + until,
      );
      if (bytesRead === 0)
        throw failed('INPUT_CHANGED', `${name} became shorter while it was read`, {
          details: { file: name },
        });
      until += bytesRead;
    }
    const ended = origin + until >= sizeBytes;
    let whole = ended ? until : buffer.subarray(0, until).lastIndexOf(LF) + 1;
    if (origin + whole > limitBytes) {
      const lastEnd = buffer.indexOf(LF, limitBytes - origin - 1);
      if (lastEnd >= 0 && lastEnd < whole) whole = lastEnd + 1;
    }
    if (whole > 0) {
      const state = { line };
      yield linesIn(buffer, whole, state);
      line = state.line;
      from = whole;
      options.onPosition?.(origin + from);
    }
  }
}

function* linesIn(bytes: Buffer, until: number, state: { line: number }): Generator<JsonLine, void, void> {
  for (let start = 0; start < until; ) {
    const found = bytes.indexOf(LF, start);
    const end = found < 0 || found >= until ? until : found;
    const next = Math.min(until, end + 1);
    state.line++;
    yield { bytes, start, end, next, line: state.line };
    start = next;
  }
}

/**
 * The text of a line, without a byte order mark before the first; null when it is blank.
 *
 * @throws FailureError INPUT_MALFORMED when it is not UTF-8
 */
export function lineText({ bytes, start, end, line }: Omit<JsonLine, 'next'>, name: string): string | null {
  const from = textStart({ bytes, start, end, line });
  if (firstInk(bytes, from, end) === end) return null;
  const part = bytes.subarray(from, end);
  if (!isUtf8(part)) {
    const text = `${name}, line ${line}: this is not UTF-8 text; export the file again as UTF-8`;
    throw failed('INPUT_MALFORMED', text, { details: { file: name, line } });
  }
  return part.toString('utf8');
}

export function isBlankLine(line: JsonLine): boolean {
  return firstInk(line.bytes, textStart(line), line.end) === line.end;
}

function textStart({ bytes, start, end, line }: Omit<JsonLine, 'next'>): number {
  const marked =
    line === 1 &&
    end - start >= 3 &&
    bytes[start] === 0xef &&
    bytes[start + 1] === 0xbb &&
    bytes[start + 2] === 0xbf;
  return marked ? start + 3 : start;
}

function firstInk(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && isBlank(bytes[at])) at++;
  return at;
}

/** Whether a byte is white space of JSON inside a line. */
export function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09 || byte === 0x0d;
}
