import type { Dialect, TableFormat } from '../../contract/files.ts';
import type { JobProgress, Mapping, MissingPolicy } from '../../contract/jobs.ts';
import type { ModelCard } from '../../contract/card.ts';
import type { BatchCheckpoint } from '../checkpoint.ts';
import type { RangeSample } from '../messages.ts';
import type { BatchOperations } from '../operations.ts';
import type { BatchEngine } from './score-ranges.ts';

/** A batch that is to be run: everything resolved, nothing left to guess. */
export interface Batch {
  id: string;
  /** The job's own folder, for working files. */
  folder: string;
  input: { path: string; format: TableFormat };
  output: { path: string; format: TableFormat; overwrite: boolean };
  /** Grows beside the output until it gets its name. */
  partialPath: string;
  card: ModelCard;
  sessionKey: string;
  mapping: Mapping;
  missing: Record<string, MissingPolicy>;
  /** For delimited text. */
  delimiter: Dialect['delimiter'];
  batchRows: number;
  checkpoint: unknown;
  startedAtMs: number;
  /** Running time of earlier runs, pauses left out. */
  ranBeforeMs: number;
}

export interface BatchContext {
  engines: readonly BatchEngine[];
  signal: AbortSignal;
  nowMs(): number;
  /** Saves how far it has come; resolves when that is durable. */
  checkpoint(checkpoint: BatchCheckpoint, progress: JobProgress, samples: RangeSample[]): Promise<void>;
  progress(progress: JobProgress): void;
  /** Samples of rejected rows to keep. */
  samples: number;
  appVersion: string;
  engineVersion: string;
}

/** Where the text to score lies, where the scored text goes, and whether that is already the output. */
export interface TextPlan {
  csvPath: string;
  scoredPath: string;
  delimiter: Dialect['delimiter'];
  inputIsText: boolean;
  scoredIsOutput: boolean;
}

/** Calls an operation of the first engine process; long ones are bounded by a day. */
export type BatchCall = <Name extends keyof BatchOperations>(
  operation: Name,
  payload: BatchOperations[Name]['payload'],
) => Promise<BatchOperations[Name]['result']>;
