import type { Dialect, TableFormat } from '../../contract/files.ts';

export interface AddedColumn {
  name: string;
  /** `json`: the cell holds a JSON document. */
  type: 'number' | 'text' | 'json';
}

/** A finished scored CSV and what it was made from: all that a writer needs to make the output of another format. */
export interface ScoredTable {
  /** Header, then every row of the original with the added columns last. */
  scoredCsv: string;
  delimiter: Dialect['delimiter'];
  /** The input as the user gave it. A Parquet or JSON Lines original is read again to keep its types or its bytes. */
  original: { path: string; format: TableFormat };
  originalColumns: readonly string[];
  addedColumns: readonly AddedColumn[];
  /** Written here, never under a final name. An existing file is overwritten. Temporary files lie beside it. */
  out: string;
  signal?: AbortSignal;
  /** Share done, 0..1, rising. */
  onProgress?: (share: number) => void;
}

export interface Written {
  /** Data rows written; the same number that the scored CSV holds. */
  rows: number;
}
