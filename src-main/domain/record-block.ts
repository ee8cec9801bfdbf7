/** What the scanner is to read of a column besides where its cells are. */
export const columnReads = { nothing: 0, number: 1, wholeNumber: 2 } as const;

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
  /** By column, one of {@link columnReads}. */
  readonly reads: Uint8Array;
  /**
   * By cell, in columns that are read: its value when it is a short plain decimal, which costs next to nothing while
   * the scanner passes over it; NaN when it takes a closer look. Empty when no column is read.
   */
  readonly numbers: Float32Array;
}

/** @param reads by column, one of {@link columnReads}; left out, nothing but positions is found. */
export function createRecordBlock(
  columns: number,
  capacity: number,
  reads: Uint8Array = new Uint8Array(columns),
): RecordBlock {
  const cells = columns * capacity;
  return {
    columns,
    capacity,
    rows: 0,
    starts: new Int32Array(cells),
    ends: new Int32Array(cells),
    rowEnds: new Int32Array(capacity),
    rowLines: new Int32Array(capacity),
    lines: 0,
    reads,
    numbers: new Float32Array(reads.some((read) => read !== columnReads.nothing) ? cells : 0),
  };
}
