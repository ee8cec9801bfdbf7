import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed, toFailure } from '../../contract/failure.ts';
import type { Dialect, TableFormat } from '../../contract/files.ts';
import type { JobProgress, JobResult, Mapping, MissingPolicy } from '../../contract/jobs.ts';
import type { ModelCard } from '../../contract/models.ts';
import { scoredColumns } from '../../domain/scored-columns.ts';
import { type BatchCheckpoint, batchCheckpointSchema, freshCheckpoint } from '../checkpoint.ts';
import type { RangeSample } from '../messages.ts';
import type { BatchOperations } from '../operations.ts';
import { jobResult, provenanceText } from './batch-result.ts';
import { createProgressMeter } from './progress-meter.ts';
import { type BatchEngine, RejectedColumnNeeded, rangeBytesFor, scoreRanges } from './score-ranges.ts';
import { scoreSetup } from './score-setup.ts';

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

const checkpointEveryMs = 500;
const conversionDeadlineMs = 24 * 3_600_000;

/**
 * Runs a batch from its checkpoint to a published file: convert what is no delimited text → score the ranges →
 * convert to the wanted format → publish. It can be stopped or killed at any moment and run again.
 *
 * @throws FailureError with the file, row and column where there is one; what the signal was aborted with.
 */
export async function runBatch(batch: Batch, context: BatchContext): Promise<JobResult> {
  const { signal } = context;
  const name = basename(batch.input.path);
  const call = <Name extends keyof BatchOperations>(
    operation: Name,
    payload: BatchOperations[Name]['payload'],
  ) =>
    firstEngine(context).call<BatchOperations[Name]['result']>(operation, payload, {
      signal,
      deadlineMs: conversionDeadlineMs,
    });

  const isText = batch.input.format === 'csv' || batch.input.format === 'tsv';
  const csvPath = isText ? batch.input.path : join(batch.folder, 'input.csv');
  const delimiter = isText ? batch.delimiter : ',';
  const direct = batch.output.format === (isText ? batch.input.format : 'csv');
  const scoredPath = direct ? batch.partialPath : join(batch.folder, 'scored.csv');

  const input = await call('batch.stat', { path: batch.input.path });
  const refuseChanged = (): Promise<void> =>
    refuseOther(input, () => call('batch.stat', { path: batch.input.path }), name);
  let checkpoint = readCheckpoint(batch, input);
  const startedRunMs = context.nowMs();
  const meter = createProgressMeter(context.nowMs);
  let progress = meter.starting(input.sizeBytes);

  if (!isText && !checkpoint?.converted) {
    context.progress(progress);
    await call('batch.toCsv', { path: batch.input.path, format: batch.input.format, outCsv: csvPath });
  }

  const { outputs } = batch.card;
  const scoreEdges = batch.card.profile?.scores?.edges ?? defaultScoreEdges(batch.card);
  const shape = {
    classes: outputs.kind === 'classification' ? outputs.labels.length : 0,
    scoreBins: Math.max(0, scoreEdges.length - 1),
    converted: true,
  };

  /** There may be a stored checkpoint of output that is about to be made anew. */
  let outdated = batch.checkpoint !== null;
  for (let withRejected = checkpoint?.withRejected ?? false; ; withRejected = true) {
    const header = await call('batch.header', { path: csvPath, name, delimiter });
    const added = scoredColumns(outputs, header.columns);
    const names = [
      ...added.predictions.map((column) => column.name),
      ...(withRejected ? [added.rejected] : []),
    ];
    const begun = await call('batch.begin', {
      csvPath,
      name,
      partialPath: scoredPath,
      delimiter: delimiter.charCodeAt(0),
      addedColumns: names,
      resumeAt: checkpoint?.bytesOut ?? null,
    });
    if (begun.dataStart >= begun.sizeBytes) {
      throw noRows(name);
    }
    const from =
      checkpoint && begun.resumed
        ? checkpoint
        : {
            ...freshCheckpoint(input, { ...shape, withRejected }),
            bytesIn: begun.dataStart,
            bytesOut: begun.outputStart,
            lines: begun.headerLines,
          };
    const setup = scoreSetup(batch, {
      header: begun,
      csvPath,
      scoredPath,
      delimiter,
      scoreEdges,
      withRejected,
    });
    const saver = await createSaver(scoredPath, context);
    meter.begin(from, begun);
    try {
      // Otherwise a kill before the next checkpoint would have the old one vouch for bytes of the new output.
      if (outdated && from !== checkpoint) await saver.save(from, progress);
      const done = await scoreRanges({
        setup,
        engines: context.engines,
        from,
        inputName: name,
        samples: context.samples,
        signal,
        rangeBytes: rangeBytesFor(begun.sizeBytes - begun.dataStart),
        onWritten: (written, samples) => {
          progress = meter.measure(written, begun);
          context.progress(progress);
          saver.offer(written, progress, samples);
        },
      });
      await saver.finish();
      checkpoint = done;
      break;
    } catch (error) {
      if (error instanceof RejectedColumnNeeded) {
        checkpoint = null;
        outdated = true;
        continue;
      }
      if (signal.aborted) await saver.finish();
      if (toFailure(error).code.startsWith('INPUT_')) await refuseChanged();
      throw error;
    } finally {
      await saver.close();
    }
  }

  await refuseChanged();
  if (checkpoint.rows === 0) throw noRows(name);

  if (!direct) {
    await call('batch.fromScored', {
      scoredCsv: scoredPath,
      delimiter,
      original: batch.input,
      format: batch.output.format,
      originalColumns: (await call('batch.header', { path: csvPath, name, delimiter })).columns,
      outputs,
      withRejected: checkpoint.withRejected,
      out: batch.partialPath,
    });
  }
  const endedAtMs = context.nowMs();
  const published = await call('batch.publish', {
    partialPath: batch.partialPath,
    outputPath: batch.output.path,
    overwrite: batch.output.overwrite,
    provenance: provenanceText(batch, checkpoint, { ...context, endedAtMs }),
  });
  const result = jobResult(batch, checkpoint, {
    ...context,
    endedAtMs,
    ranMs: batch.ranBeforeMs + endedAtMs - startedRunMs,
    scoreEdges,
    outputBytes: published.sizeBytes,
  });
  context.progress(meter.finished(progress, result.seconds));
  return result;
}

function firstEngine({ engines }: BatchContext): BatchEngine {
  const engine = engines[0];
  if (!engine) throw failed('ENGINE_BOOT', 'no engine process is there to run the job', { retryable: true });
  return engine;
}

/** The stored checkpoint, or null to begin anew. @throws INPUT_CHANGED when the input is no longer the one it was made from. */
function readCheckpoint(
  batch: Batch,
  input: { sizeBytes: number; modifiedMs: number },
): BatchCheckpoint | null {
  const read = batchCheckpointSchema.safeParse(batch.checkpoint);
  if (!read.success) return null;
  const before = read.data.input;
  if (before.sizeBytes !== input.sizeBytes || before.modifiedMs !== input.modifiedMs) {
    const name = basename(batch.input.path);
    throw failed(
      'INPUT_CHANGED',
      `${name} has changed since the job began, so it cannot go on; score it as a new job`,
      {
        details: { file: name },
      },
    );
  }
  return read.data;
}

type InputStamp = BatchCheckpoint['input'];

/**
 * Refuses to finish when the input is no longer what it was at the start: part of the rows may be of the one and part
 * of the other. One that was removed was read to its end through the handles that were open.
 */
async function refuseOther(
  before: InputStamp,
  look: () => Promise<InputStamp>,
  name: string,
): Promise<void> {
  const after = await look().catch((error: unknown) => {
    if (toFailure(error).code === 'INPUT_NOT_FOUND') return before;
    throw error;
  });
  if (after.sizeBytes === before.sizeBytes && after.modifiedMs === before.modifiedMs) return;
  throw failed('INPUT_CHANGED', `${name} was changed while it was scored; score it again when it is complete`, {
    details: { file: name },
  });
}

function noRows(name: string) {
  return failed('INPUT_EMPTY', `${name} has a header and no rows; there is nothing to score`, {
    details: { file: name },
  });
}

/** Twenty equal bins for probabilities; a value without a training profile has no edges to go by. */
function defaultScoreEdges(card: ModelCard): number[] {
  return card.outputs.kind === 'classification' ? Array.from({ length: 21 }, (_, i) => i / 20) : [];
}

/** Saves checkpoints now and then, one at a time: first the bytes they vouch for reach the disk, then they. */
async function createSaver(path: string, context: BatchContext) {
  const file = await open(path, 'r+');
  let latest: { checkpoint: BatchCheckpoint; progress: JobProgress } | null = null;
  let samples: RangeSample[] = [];
  let saving: Promise<void> | null = null;
  // The first range is saved at once, so that even a program that never lives long gets on.
  let savedAtMs = 0;
  let broken: { error: unknown } | null = null;

  const save = async (): Promise<void> => {
    if (!latest) return;
    const { checkpoint, progress } = latest;
    const found = samples;
    latest = null;
    samples = [];
    await file.datasync();
    await context.checkpoint(checkpoint, progress, found);
    savedAtMs = context.nowMs();
  };
  return {
    offer(checkpoint: BatchCheckpoint, progress: JobProgress, more: RangeSample[]): void {
      if (broken) throw broken.error;
      latest = { checkpoint, progress };
      if (samples.length < context.samples) samples.push(...more);
      // Either way round, as a clock that is set back must not put checkpoints off for as long.
      if (saving || Math.abs(context.nowMs() - savedAtMs) < checkpointEveryMs) return;
      saving = save()
        .catch((error: unknown) => {
          broken = { error };
        })
        .finally(() => {
          saving = null;
        });
    },
    /** Saves at once, in place of whatever was saved before. */
    async save(checkpoint: BatchCheckpoint, progress: JobProgress): Promise<void> {
      await file.datasync();
      await context.checkpoint(checkpoint, progress, []);
    },
    async finish(): Promise<void> {
      await saving;
      if (broken) throw broken.error;
      await save();
    },
    close: async (): Promise<void> => {
      await saving;
      await file.close();
    },
  };
}
