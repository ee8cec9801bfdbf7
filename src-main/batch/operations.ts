import type { Dialect, TableDescription, TableFormat } from '../contract/files.ts';
import type { ModelOutputs } from '../contract/models.ts';
import type { RangeOutcome, RangeRequest, WriteOutcome, WriteRequest } from './messages.ts';
import type { BeginOutcome, BeginRequest, Header } from './worker/begin.ts';
import type { PublishRequest } from './worker/publish.ts';

/** What an engine process can be asked to do with files: name, payload and result of each call. */
export interface BatchOperations {
  'batch.describe': {
    payload: { path: string; delimiter: Dialect['delimiter'] | null };
    result: TableDescription;
  };
  'batch.stat': { payload: { path: string }; result: { sizeBytes: number; modifiedMs: number } };
  /** `name` is what the user calls the file: the converted copy of a Parquet file goes by the original's name. */
  'batch.header': { payload: { path: string; name: string; delimiter: string }; result: Header };
  'batch.toCsv': { payload: { path: string; format: TableFormat; outCsv: string }; result: { rows: number } };
  'batch.begin': { payload: BeginRequest; result: BeginOutcome };
  'batch.score': { payload: RangeRequest; result: RangeOutcome };
  'batch.write': { payload: WriteRequest; result: WriteOutcome };
  'batch.drop': { payload: { runId: string }; result: void };
  'batch.fromScored': {
    payload: {
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
  'batch.published': {
    payload: { partialPath: string; outputPath: string };
    result: { sizeBytes: number } | null;
  };
  'batch.publish': { payload: PublishRequest; result: { sizeBytes: number } };
}
