import { scanPlainRecords } from './plain-scan.ts';
import { columnReads, createRecordBlock, type RecordBlock } from './record-block.ts';

export { columnReads, createRecordBlock, type RecordBlock };

/**
 * The record scanner of the CSV hot path: bytes in, positions of cells out; no strings are made.
 *
 * Grammar: RFC 4180 with `\n` or `\r\n` after a record and a delimiter of choice. A quote is special only as the
 * first byte of a cell; inside quotes `""` is one quote; after the closing quote a delimiter, a line end or the end
 * of the file must follow. A `\r` not before `\n` is data. With more than one column an entirely empty line is no
 * record (it lies between records and is copied with them); with one column it is a record with an empty cell.
 */

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;

/** What is wrong with a record. `row` counts records of this block and `line` lines of this scan, both from 0. */
export type RecordProblem =
  | { kind: 'ragged'; row: number; line: number; cells: number }
  | { kind: 'after-quote'; row: number; line: number; cell: number }
  | { kind: 'unclosed-quote'; row: number; line: number; cell: number };

export interface ScanResult {
  /** Where the next record begins, or the incomplete one that needs more bytes. */
  next: number;
  /** `full`: the block is; `limit`: the next record begins at or after `limit`; `more`: bytes ran out inside a record. */
  stop: 'full' | 'limit' | 'more';
  problem: RecordProblem | null;
}

/**
 * Fills the block with the records that begin in `[from, limit)` of `bytes`.
 *
 * `until` is the number of valid bytes and `final` says that the file ends there, so that a record without a line
 * end is whole. A record may run past `limit`. `block.rows` starts from 0; `block.lines` goes on counting.
 */
export function scanRecords(
  bytes: Uint8Array,
  from: number,
  limit: number,
  until: number,
  final: boolean,
  delimiter: number,
  block: RecordBlock,
): ScanResult {
  const lastLineEnd = until > from ? bytes.lastIndexOf(LF, until - 1) : -1;
  block.rows = 0;
  let at = from;
  for (;;) {
    at = scanPlainRecords(bytes, at, limit, lastLineEnd, delimiter, block);
    if (at >= limit || at >= until) return { next: at, stop: 'limit', problem: null };
    const record = scanCarefully(bytes, at, limit, until, final, delimiter, block);
    if (typeof record !== 'number') return record;
    at = record;
  }
}

/** Takes blank lines and one record of any kind, or says why the scan stops; otherwise returns where the next begins. */
function scanCarefully(
  bytes: Uint8Array,
  from: number,
  limit: number,
  until: number,
  final: boolean,
  delimiter: number,
  block: RecordBlock,
): number | ScanResult {
  const { columns, starts, ends } = block;
  let at = from;
  if (columns > 1) {
    for (; at < limit && at < until; block.lines++) {
      if (bytes[at] === LF) at++;
      else if (bytes[at] !== CR) break;
      else if (at + 1 >= until) {
        if (!final) return { next: at, stop: 'more', problem: null };
        break;
      } else if (bytes[at + 1] === LF) at += 2;
      else break;
    }
    if (at >= limit || at >= until) return { next: at, stop: 'limit', problem: null };
  }
  if (block.rows === block.capacity) return { next: at, stop: 'full', problem: null };

  const recordStart = at;
  const row = block.rows;
  const line = block.lines;
  const base = row * columns;
  const needsMore: ScanResult = { next: recordStart, stop: 'more', problem: null };
  const broken = (problem: RecordProblem): ScanResult => ({ next: recordStart, stop: 'more', problem });
  let lines = line;
  for (let cell = 0; ; cell++) {
    const start = at;
    if (at < until && bytes[at] === QUOTE) {
      for (at++; ; at += 2) {
        while (at < until && bytes[at] !== QUOTE) {
          if (bytes[at] === LF) lines++;
          at++;
        }
        if (at >= until) return final ? broken({ kind: 'unclosed-quote', row, line, cell }) : needsMore;
        if (at + 1 >= until && !final) return needsMore;
        if (at + 1 >= until || bytes[at + 1] !== QUOTE) break;
      }
      at++;
    } else {
      while (at < until && bytes[at] !== delimiter && bytes[at] !== LF) at++;
    }
    let end = at;
    let closes: 'cell' | 'record' | 'nothing' = 'nothing';
    if (at >= until) {
      if (!final) return needsMore;
      // A `\r` that ends the file belongs to no line end, so it stays data.
      closes = 'record';
    } else if (bytes[at] === delimiter) {
      closes = 'cell';
      at++;
    } else if (bytes[at] === LF) {
      closes = 'record';
      if (end > start && bytes[end - 1] === CR) end--;
      at++;
      lines++;
    } else if (bytes[at] === CR) {
      // Only after a closing quote: an unquoted cell runs on over a `\r`.
      if (at + 1 >= until && !final) return needsMore;
      if (at + 1 < until && bytes[at + 1] === LF) {
        closes = 'record';
        at += 2;
        lines++;
      }
    }
    if (closes === 'nothing') return broken({ kind: 'after-quote', row, line, cell });
    if (cell < columns) {
      starts[base + cell] = start;
      ends[base + cell] = end;
    }
    if (closes === 'cell') continue;
    if (cell + 1 !== columns) return broken({ kind: 'ragged', row, line, cells: cell + 1 });
    block.rowEnds[row] = end;
    block.rowLines[row] = line;
    block.numbers.fill(Number.NaN, base, base + columns);
    block.rows++;
    block.lines = lines;
    return at;
  }
}

/** The text of a cell, its quotes taken off and doubled quotes halved. */
export function cellText(
  bytes: Uint8Array,
  start: number,
  end: number,
  decode: (part: Uint8Array) => string,
): string {
  if (end - start >= 2 && bytes[start] === QUOTE)
    return decode(bytes.subarray(start + 1, end - 1)).replaceAll('""', '"');
  return decode(bytes.subarray(start, end));
}

/** Cells whose places a header scan keeps: more than any table that is read has, so that a line of commas costs nothing. */
const headerCellsKept = 32_768;

export interface HeaderScan {
  cells: [start: number, end: number][];
  /** All cells, kept or not. */
  count: number;
  end: number;
  next: number;
  closed: boolean;
}

/**
 * Splits the record that begins at `from` without knowing how many columns there are (the header).
 * Returns null when it is not whole before `until` and the file goes on; `closed: false` is an unclosed quote.
 */
export function scanHeader(
  bytes: Uint8Array,
  from: number,
  until: number,
  final: boolean,
  delimiter: number,
): HeaderScan | null {
  const cells: [number, number][] = [];
  let count = 0;
  const add = (start: number, end: number): void => {
    if (count++ < headerCellsKept) cells.push([start, end]);
  };
  let at = from;
  for (;;) {
    const start = at;
    if (at < until && bytes[at] === QUOTE) {
      at++;
      for (;;) {
        while (at < until && bytes[at] !== QUOTE) at++;
        if (at >= until) return final ? { cells, count, end: at, next: at, closed: false } : null;
        if (at + 1 < until && bytes[at + 1] === QUOTE) {
          at += 2;
          continue;
        }
        if (at + 1 >= until && !final) return null;
        at++;
        break;
      }
    }
    while (at < until && bytes[at] !== delimiter && bytes[at] !== LF) at++;
    if (at >= until) {
      if (!final) return null;
      add(start, at);
      return { cells, count, end: at, next: at, closed: true };
    }
    if (bytes[at] === delimiter) {
      add(start, at);
      at++;
      continue;
    }
    const end = at > start && bytes[at - 1] === CR ? at - 1 : at;
    add(start, end);
    return { cells, count, end, next: at + 1, closed: true };
  }
}
