/** Cells of one column in a block of records (see RecordBlock): cell of row r is at `first + r * stride`. */
export interface CellColumn {
  bytes: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  first: number;
  stride: number;
  rows: number;
  /** By cell, what the scanner has read already (see RecordBlock), for the type of this column's feature. */
  numbers?: Float32Array;
}

/** By row: the feature that rejected it (-1 = none) and why. The first feature to object is kept. */
export interface RejectMarks {
  rejectedBy: Int32Array;
  rejectedWhy: Uint8Array;
  /** By row, what the runtime said of rows that the model cannot be run on. */
  words?: Map<number, string>;
}

export function rejectRow(marks: RejectMarks, row: number, feature: number, why: number): void {
  if (marks.rejectedBy[row] !== -1) return;
  marks.rejectedBy[row] = feature;
  marks.rejectedWhy[row] = why;
}

/** Fills the places of one feature in a tensor from the cells of its column. */
export type FillColumn = (cells: CellColumn, marks: RejectMarks, feature: number) => void;

const QUOTE = 0x22;
const SPACE = 0x20;
const TAB = 0x09;

export function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

/** The bytes of a cell's value. */
export interface CellBytes {
  bytes: Uint8Array;
  start: number;
  end: number;
}

/** Takes the quotes off the cell at index `cell`, doubled quotes halved, and puts the place of its value into `into`. */
export function unquoteCell(column: CellColumn, cell: number, into: CellBytes): void {
  const { bytes } = column;
  let start = column.starts[cell] as number;
  let end = column.ends[cell] as number;
  let source = bytes;
  if (start < end && bytes[start] === QUOTE) {
    start++;
    end--;
    if (bytes.subarray(start, end).includes(QUOTE)) {
      source = halveQuotes(bytes.subarray(start, end));
      start = 0;
      end = source.length;
    }
  }
  into.bytes = source;
  into.start = start;
  into.end = end;
}

export function trimCell(cell: CellBytes): void {
  const { bytes } = cell;
  while (cell.start < cell.end && isBlank(bytes[cell.start] as number)) cell.start++;
  while (cell.end > cell.start && isBlank(bytes[cell.end - 1] as number)) cell.end--;
}

export function halveQuotes(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    out.push(bytes[i] as number);
    if (bytes[i] === QUOTE) i++;
  }
  return Uint8Array.from(out);
}
