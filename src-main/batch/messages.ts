import type { Stages } from '../contract/jobs.ts';
import type { Signature } from '../domain/encoding/row-encoder.ts';
import type { FeatureSource } from '../domain/encoding/tensor-filler.ts';
import type { ReasonCount } from '../domain/reject-reason.ts';

/**
 * What crosses between main and the engine processes while a file is scored: positions, counts and reasons, never rows.
 * Every call carries its whole set-up, so that any process, also one that has just been respawned, can take it.
 */

/** How bytes of one delimited text become bytes of another. */
export interface ScoreSetup {
  /** Names the held outputs of one run in an engine process. */
  runId: string;
  csvPath: string;
  partialPath: string;
  /** The delimiter's byte. */
  delimiter: number;
  columns: string[];
  /** Where data begins (after the header) and ends. */
  dataStart: number;
  sizeBytes: number;
  sessionKey: string;
  signature: Signature;
  /** By feature, for all that the tensors name. */
  sources: [feature: string, source: FeatureSource][];
  /** Fixed edges of the score histogram; empty = none is kept. */
  scoreEdges: number[];
  /** Rows per inference call, at most. */
  batchRows: number;
  /** Whether rows carry the `rejected` column. */
  withRejected: boolean;
}

/** One byte range `[from, to)`: the records that begin in it. */
export interface RangeRequest {
  setup: ScoreSetup;
  range: number;
  from: number;
  to: number;
  /** False: `from` may lie inside a record, so begin after the next line end and say where that was. */
  exact: boolean;
  /** How many rejected rows to describe. */
  samples: number;
}

/** Rows count from 0 within the range here; main adds what came before. */
export interface RangeSample {
  row: number;
  /** Empty, as is the column, when the model itself gave no answer. */
  feature: string;
  column: string;
  value: string;
  reason: string;
}

export interface RangeProblem {
  row: number;
  line: number;
  column: string | null;
  /** What is wrong, without the place. */
  text: string;
}

export interface RangeOutcome {
  /** Where the first record began and where the record after the last one begins. */
  start: number;
  end: number;
  rows: number;
  lines: number;
  rejected: number;
  outputBytes: number;
  /** firstRow from 0 within the range. */
  reasons: ReasonCount[];
  samples: RangeSample[];
  classCounts: number[];
  scoreCounts: number[];
  stages: Stages;
  problem: RangeProblem | null;
}

export interface WriteRequest {
  runId: string;
  partialPath: string;
  range: number;
  /** Where the held bytes of the range go. */
  offset: number;
}

export interface WriteOutcome {
  writeSeconds: number;
}
