import { columnReads, type RecordBlock } from './record-block.ts';

const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;

/** As many digits as always fit a 32-bit integer. */
const digitsMax = 9;
const powersOfTen = Float64Array.from({ length: digitsMax + 1 }, (_, exponent) => 10 ** exponent);

/**
 * The part of the scanner that does nearly all of the work: appends to the block the records from `from` on that are
 * what most records are, and reads their short plain numbers on the way. It stops, and returns where, at the first
 * record that begins at or after `limit`, does not fit the block, or needs the careful scanner: one that may not be
 * whole, is ragged or blank, or has a line end or a mistake in quotes.
 *
 * `lastLineEnd` is the position of the last line end among the valid bytes. No loop runs past a line end, so nothing
 * before it needs to ask where the bytes end.
 */
export function scanPlainRecords(
  bytes: Uint8Array,
  from: number,
  limit: number,
  lastLineEnd: number,
  delimiter: number,
  block: RecordBlock,
): number {
  const { columns, capacity, starts, ends, rowEnds, rowLines, reads, numbers } = block;
  const lastCell = columns - 1;
  const stopBefore = Math.min(limit, lastLineEnd + 1);
  let row = block.rows;
  let lines = block.lines;
  let recordStart = from;

  records: while (recordStart < stopBefore && row < capacity) {
    let at = recordStart;
    let index = row * columns;
    for (let cell = 0; ; cell++, index++) {
      const start = at;
      let byte = bytes[at] as number;
      const read = reads[cell] as number;
      if (read !== columnReads.nothing) {
        const negative = byte === MINUS;
        if (negative) byte = bytes[++at] as number;
        const firstDigit = at;
        let mantissa = 0;
        let digit = byte - ZERO;
        while (digit >= 0 && digit <= 9) {
          mantissa = (Math.imul(mantissa, 10) + digit) | 0;
          byte = bytes[++at] as number;
          digit = byte - ZERO;
        }
        let digits = at - firstDigit;
        let decimals = 0;
        if (byte === DOT && read === columnReads.number) {
          const dot = at;
          byte = bytes[++at] as number;
          digit = byte - ZERO;
          while (digit >= 0 && digit <= 9) {
            mantissa = (Math.imul(mantissa, 10) + digit) | 0;
            byte = bytes[++at] as number;
            digit = byte - ZERO;
          }
          decimals = at - dot - 1;
          digits += decimals;
        }
        const ended = byte === delimiter || byte === LF || (byte === CR && bytes[at + 1] === LF);
        if (ended && digits > 0 && digits <= digitsMax) {
          const value = mantissa / (powersOfTen[decimals] as number);
          numbers[index] = negative ? -value : value;
        } else {
          numbers[index] = Number.NaN;
        }
      }
      if (byte === QUOTE && at === start) {
        at = afterQuoted(bytes, at);
        if (at < 0) break records;
        byte = bytes[at] as number;
        if (byte !== delimiter && byte !== LF && (byte !== CR || bytes[at + 1] !== LF)) break records;
      }
      while (byte !== delimiter && byte !== LF) byte = bytes[++at] as number;
      starts[index] = start;
      if (byte === delimiter) {
        ends[index] = at++;
        if (cell === lastCell) break records;
        continue;
      }
      if (cell !== lastCell) break records;
      const end = at > start && bytes[at - 1] === CR ? at - 1 : at;
      ends[index] = end;
      rowEnds[row] = end;
      rowLines[row] = lines;
      break;
    }
    row++;
    lines++;
    recordStart = at + 1;
  }
  block.rows = row;
  block.lines = lines;
  return recordStart;
}

/** Where the quoted cell that opens at `at` ends: after its closing quote; -1 when a line end comes before that. */
function afterQuoted(bytes: Uint8Array, at: number): number {
  for (;;) {
    do at++;
    while (bytes[at] !== QUOTE && bytes[at] !== LF);
    if (bytes[at] === LF) return -1;
    at++;
    if (bytes[at] !== QUOTE) return at;
  }
}
