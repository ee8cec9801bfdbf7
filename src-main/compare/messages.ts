import type { Dialect } from '../contract/files.ts';
import type { Comparison } from '../contract/models.ts';
import type { Signature } from '../domain/encoding/row-encoder.ts';
import type { FeatureSource } from '../domain/encoding/tensor-filler.ts';
import type { TensorType } from '../domain/tensor.ts';

/** What main asks of an engine process to compare two models, and what it gets; of the rows only what was said of some. */
export interface CompareOperations {
  'model.compare': { payload: CompareRequest; result: CompareOutcome };
}

export interface CompareRequest {
  table: DelimitedTable;
  /** Rows to read, at most, and about how many of them there are. */
  rows: number;
  rowsExpected: number;
  /** After this long no further rows are read. */
  timeLimitMs: number;
  truth: TruthColumn | null;
  sides: [ComparedModel, ComparedModel];
}

export interface DelimitedTable {
  path: string;
  /** What the user calls the file: the converted copy of a Parquet file goes by the original's name. */
  name: string;
  delimiter: Dialect['delimiter'];
}

/** Where it stands what really happened. */
export interface TruthColumn {
  name: string;
  index: number;
  /** Above this it was the positive class; null: the cells name classes, or are the value. */
  positiveAbove: number | null;
  /** Whether it was asked for, so that a column that says nothing is a failure. */
  asked: boolean;
}

/** What is loaded for a side. */
export interface ModelFile {
  modelPath: string;
  sha256: string;
  /** The first run, of zeros, counts as loading. */
  warmUp: readonly { name: string; type: TensorType; dims: readonly number[] }[];
}

export interface ComparedModel extends ModelFile {
  signature: Signature;
  /** By feature, the column its cells come from. */
  sources: [feature: string, source: FeatureSource][];
}

export type SideOutcome = Pick<
  Comparison['sides'][number],
  'rowsPerSecond' | 'p50Ms' | 'p99Ms' | 'metrics'
> & {
  loadMs: number;
  /** Resident memory that one more of it adds to a process where others are loaded already. */
  memoryBytes: number;
};

export interface CompareOutcome
  extends Pick<Comparison, 'rows' | 'rejected' | 'agreement' | 'disagreements' | 'differences'> {
  /** Whether the truth column said anything. */
  truthKnown: boolean;
  sides: [SideOutcome, SideOutcome];
}
