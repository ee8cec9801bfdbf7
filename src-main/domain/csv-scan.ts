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

/** Positions of the cells of up to `capacity` records. Cell c of record r is at index r * columns + c. */
export interface RecordBlock {
  readonly columns: number;
  readonly capacity: number;
  rows: number;
  /** Where a cell begins (at its opening quote, if it has one) and ends (after its closing quote). */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Where each record's last cell ends: before its line end. */
  readonly rowEnds: Int32Array;
  /** Lines before each record, counted from where the scan began. */
  readonly rowLines: Int32Array;
  /** Lines passed so far: line ends between and inside records. */
  lines: number;
}

export function createRecordBlock(columns: number, capacity: number): RecordBlock {
  return {
    columns,
    capacity,
    rows: 0,
    starts: new Int32Array(columns * capacity),
    ends: new Int32Array(columns * capacity),
    rowEnds: new Int32Array(capacity),
    rowLines: new Int32Array(capacity),
    lines: 0,
  };
}

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
  const { columns, capacity, starts, ends, rowEnds, rowLines } = block;
  let row = 0;
  let lines = block.lines;
  let at = from;

  const stopAt = (
    next: number,
    stop: ScanResult['stop'],
    problem: RecordProblem | null = null,
  ): ScanResult => {
    block.rows = row;
    block.lines = lines;
    return { next, stop, problem };
  };

  while (at < limit && at < until) {
    if (columns > 1) {
      const byte = bytes[at];
      if (byte === LF) {
        at++;
        lines++;
        continue;
      }
      if (byte === CR) {
        if (at + 1 >= until && !final) return stopAt(at, 'more');
        if (bytes[at + 1] === LF && at + 1 < until) {
          at += 2;
          lines++;
          continue;
        }
      }
    }
    if (row === capacity) return stopAt(at, 'full');

    const recordStart = at;
    const linesBefore = lines;
    const base = row * columns;
    let cell = 0;
    for (;;) {
      const cellStart = at;
      if (at < until && bytes[at] === QUOTE) {
        at++;
        for (;;) {
          while (at < until && bytes[at] !== QUOTE) {
            if (bytes[at] === LF) lines++;
            at++;
          }
          if (at >= until) {
            lines = linesBefore;
            if (!final) return stopAt(recordStart, 'more');
            return stopAt(recordStart, 'more', { kind: 'unclosed-quote', row, line: linesBefore, cell });
          }
          if (at + 1 >= until && !final) {
            lines = linesBefore;
            return stopAt(recordStart, 'more');
          }
          if (at + 1 < until && bytes[at + 1] === QUOTE) {
            at += 2;
            continue;
          }
          at++;
          break;
        }
      } else {
        while (at < until) {
          const byte = bytes[at] as number;
          if (byte === delimiter || byte === LF) break;
          at++;
        }
      }
      let end = at;
      let closed: 'cell' | 'record' | 'none' = 'none';
      if (at >= until) {
        if (!final) {
          lines = linesBefore;
          return stopAt(recordStart, 'more');
        }
        closed = 'record';
        // A `\r` that ends the file belongs to no line end, so it stays data.
      } else {
        const byte = bytes[at];
        if (byte === delimiter) {
          closed = 'cell';
          at++;
        } else if (byte === LF) {
          closed = 'record';
          if (end > cellStart && bytes[end - 1] === CR) end--;
          at++;
          lines++;
        } else if (byte === CR) {
          // Only after a closing quote: an unquoted cell runs on over a `\r`.
          if (at + 1 >= until && !final) {
            lines = linesBefore;
            return stopAt(recordStart, 'more');
          }
          if (at + 1 < until && bytes[at + 1] === LF) {
            closed = 'record';
            at += 2;
            lines++;
          }
        }
      }
      if (closed === 'none') {
        return stopAt(recordStart, 'more', { kind: 'after-quote', row, line: linesBefore, cell });
      }
      if (cell < columns) {
        starts[base + cell] = cellStart;
        ends[base + cell] = end;
      }
      cell++;
      if (closed === 'record') {
        if (cell !== columns) {
          return stopAt(recordStart, 'more', { kind: 'ragged', row, line: linesBefore, cells: cell });
        }
        rowEnds[row] = end;
        rowLines[row] = linesBefore;
        row++;
        break;
      }
    }
  }
  return stopAt(at, 'limit');
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
): { cells: [start: number, end: number][]; end: number; next: number; closed: boolean } | null {
  const cells: [number, number][] = [];
  let at = from;
  for (;;) {
    const start = at;
    if (at < until && bytes[at] === QUOTE) {
      at++;
      for (;;) {
        while (at < until && bytes[at] !== QUOTE) at++;
        if (at >= until) return final ? { cells, end: at, next: at, closed: false } : null;
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
      cells.push([start, at]);
      return { cells, end: at, next: at, closed: true };
    }
    if (bytes[at] === delimiter) {
      cells.push([start, at]);
      at++;
      continue;
    }
    const end = at > start && bytes[at - 1] === CR ? at - 1 : at;
    cells.push([start, end]);
    return { cells, end, next: at + 1, closed: true };
  }
}
