import { statSync } from 'node:fs';
import { failed } from '../../contract/failure.ts';
import { scoredColumns } from '../../domain/scored-columns.ts';
import type { BatchOperations } from '../operations.ts';
import { describeTable, jsonlToCsv, parquetToCsv } from '../readers/index.ts';
import { writeOutput } from '../writers/index.ts';
import { begin } from './begin.ts';
import { inputFailure } from '../file-failure.ts';
import { isPublished, publish } from './publish.ts';
import { readHeader } from './read-header.ts';
import { createRuns, type ScoringSession } from './runs.ts';

type Handlers = {
  [Name in keyof BatchOperations]: (
    payload: BatchOperations[Name]['payload'],
    signal: AbortSignal,
  ) => BatchOperations[Name]['result'] | Promise<BatchOperations[Name]['result']>;
};

const toCsv = { parquet: parquetToCsv, jsonl: jsonlToCsv };

/** The file work of an engine process, on the sessions that are loaded in it. */
export function batchOperations(session: (key: string) => ScoringSession): Handlers {
  const runs = createRuns(session);
  const sharesDone = new Map<string, number>();
  /** Keeps count of how far a conversion is, for as long as it goes on. */
  const counted = async <T>(id: string, convert: (onProgress: (share: number) => void) => Promise<T>) => {
    try {
      return await convert((share) => sharesDone.set(id, share));
    } finally {
      sharesDone.delete(id);
    }
  };
  return {
    'batch.describe': ({ path, delimiter }, signal) =>
      describeTable({ path, signal, ...(delimiter === null ? {} : { delimiter }) }),
    'batch.stat': ({ path }) => {
      try {
        const { size, mtimeMs } = statSync(path);
        return { sizeBytes: size, modifiedMs: mtimeMs };
      } catch (error) {
        throw inputFailure(error, path);
      }
    },
    'batch.header': async ({ path, name, delimiter }) =>
      (await readHeader(path, delimiter.charCodeAt(0), name)).header,
    'batch.toCsv': ({ id, path, format, outCsv }, signal) =>
      counted(id, (onProgress) => {
        if (format === 'csv' || format === 'tsv')
          throw failed('INTERNAL', `${format} is delimited text already`);
        return toCsv[format]({ path, outCsv, signal, onProgress });
      }),
    'batch.begin': (payload) => begin(payload),
    'batch.score': (payload) => runs.score(payload),
    'batch.write': (payload) => runs.write(payload),
    'batch.drop': (payload) => runs.drop(payload),
    'batch.fromScored': async (payload, signal) => {
      const { predictions, rejected } = scoredColumns(payload.outputs, payload.originalColumns);
      return counted(payload.id, (onProgress) =>
        writeOutput(
          {
            scoredCsv: payload.scoredCsv,
            delimiter: payload.delimiter,
            original: payload.original,
            originalColumns: payload.originalColumns,
            addedColumns: payload.withRejected
              ? [...predictions, { name: rejected, type: 'text' }]
              : predictions,
            out: payload.out,
            signal,
            onProgress,
          },
          payload.format,
        ),
      );
    },
    'batch.shareDone': ({ id }) => sharesDone.get(id) ?? 0,
    'batch.isPublished': (payload) => isPublished(payload),
    'batch.publish': (payload) => publish(payload),
  };
}
