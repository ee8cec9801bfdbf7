import type { Dialect, TableDescription, TableFormat } from '../contract/files.ts';
import type { ModelOutputs } from '../contract/card.ts';
import type { RangeOutcome, RangeRequest, WriteOutcome, WriteRequest } from './messages.ts';
import type { BeginOutcome, BeginRequest } from './worker/begin.ts';
import type { PublishedRequest, PublishRequest } from './worker/publish.ts';
import type { Header } from './worker/read-header.ts';

/** What an engine process can be asked to do with files: name, payload and result of each call. */
export interface BatchOperations {
  'batch.describe': {
    payload: { path: string; delimiter: Dialect['delimiter'] | null };
    result: TableDescription;
  };
  'batch.stat': { payload: { path: string }; result: { sizeBytes: number; modifiedMs: number } };
  /** `name` is what the user calls the file: the converted copy of a Parquet file goes by the original's name. */
  'batch.header': { payload: { path: string; name: string; delimiter: string }; result: Header };
  /** `id` is how `batch.shareDone` asks after it meanwhile. */
  'batch.toCsv': {
    payload: { id: string; path: string; format: TableFormat; outCsv: string };
    result: { rows: number };
  };
  'batch.begin': { payload: BeginRequest; result: BeginOutcome };
  'batch.score': { payload: RangeRequest; result: RangeOutcome };
  'batch.write': { payload: WriteRequest; result: WriteOutcome };
  'batch.drop': { payload: { runId: string }; result: void };
  'batch.fromScored': {
    payload: {
      id: string;
      scoredCsv: string;
      delimiter: Dialect['delimiter'];
      original: { path: string; format: TableFormat };
      format: TableFormat;
      originalColumns: string[];
      outputs: ModelOutputs;
      withRejected: boolean;
      out: string;
    };
    result: { rows: number };
  };
  /** How far a conversion has come, 0..1. */
  'batch.shareDone': { payload: { id: string }; result: number };
  /** Whether this job's output already has its final name: it was killed after that and before it could say so. */
  'batch.isPublished': { payload: PublishedRequest; result: boolean };
  'batch.publish': { payload: PublishRequest; result: { sizeBytes: number } };
}
