/** What every conversion of an input file to canonical CSV takes. */
export interface Conversion {
  path: string;
  /**
   * Where the canonical CSV goes: comma, `\n`, header first, quotes only where RFC 4180 wants them, NULL an empty
   * cell, the empty string `""`. An existing file is overwritten. Temporary files lie beside it.
   */
  outCsv: string;
  signal?: AbortSignal;
  /** Share done, 0..1, rising. */
  onProgress?: (share: number) => void;
}

export interface Converted {
  /** Data rows written. */
  rows: number;
  /** Column names in the order of the file; names may repeat. */
  columns: string[];
}
