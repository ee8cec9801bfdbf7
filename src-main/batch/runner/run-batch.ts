import { access } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed, toFailure } from '../../contract/failure.ts';
import type { JobResult } from '../../contract/jobs.ts';
import { type BatchCheckpoint, batchCheckpointSchema } from '../checkpoint.ts';
import { jobResult, provenanceText } from './batch-result.ts';
import type { Batch, BatchCall, BatchContext, TextPlan } from './batch.ts';
import { createProgressMeter } from './progress-meter.ts';
import { scoreText } from './score-text.ts';

const callDeadlineMs = 24 * 3_600_000;
const lookEveryMs = 250;

/**
 * Runs a batch from its checkpoint to a published file: convert what is no delimited text → score the ranges →
 * convert to the wanted format → publish. It can be stopped or killed at any moment and run again.
 *
 * @throws FailureError with the file, row and column where there is one; what the signal was aborted with.
 */
export async function runBatch(batch: Batch, context: BatchContext): Promise<JobResult> {
  const startedRunMs = context.nowMs();
  const call = callFirst(context);
  const text = planText(batch);
  const input = await call('batch.stat', { path: batch.input.path });
  const before = readCheckpoint(batch, input);
  const meter = createProgressMeter(context.nowMs, {
    converts: text.inputIsText ? 0 : 1,
    writes: text.scoredIsOutput ? 0 : 1,
    bytesTotal: input.sizeBytes,
  });

  const { partialPath, output } = batch;
  let done = before;
  if (
    !before ||
    !(await call('batch.isPublished', { partialPath, outputPath: output.path, jobId: batch.id }))
  ) {
    if (!text.inputIsText && !(before?.converted && (await exists(text.csvPath)))) {
      const { path, format } = batch.input;
      await watched(
        (id) => call('batch.toCsv', { id, path, format, outCsv: text.csvPath }),
        (share) => context.progress(meter.converting(share)),
      );
    }
    const scored = await scoreText(batch, text, { context, call, meter, input, before }).catch(
      async (error: unknown) => {
        // What is wrong with the rows of a changed input is not what is wrong.
        if (toFailure(error).code.startsWith('INPUT_')) await refuseChanged();
        throw error;
      },
    );
    await refuseChanged();
    done = scored;
    if (!text.scoredIsOutput) {
      const { columns } = await call('batch.header', {
        path: text.csvPath,
        name: basename(batch.input.path),
        delimiter: text.delimiter,
      });
      await watched(
        (id) =>
          call('batch.fromScored', {
            id,
            scoredCsv: text.scoredPath,
            delimiter: text.delimiter,
            original: batch.input,
            format: output.format,
            originalColumns: columns,
            outputs: batch.card.outputs,
            withRejected: scored.withRejected,
            out: partialPath,
          }),
        (share) => context.progress(meter.writing(share)),
      );
    }
  }
  if (!done) throw failed('INTERNAL', 'the job ended without having scored anything');

  const ended = { ...context, endedAtMs: context.nowMs() };
  const { sizeBytes } = await call('batch.publish', {
    jobId: batch.id,
    partialPath,
    outputPath: output.path,
    overwrite: output.overwrite,
    provenance: provenanceText(batch, done, ended),
  });
  const ranMs = batch.ranBeforeMs + ended.endedAtMs - startedRunMs;
  const result = jobResult(batch, done, { ...ended, ranMs, outputBytes: sizeBytes });
  context.progress(meter.finished(done, result.seconds));
  return result;

  /** A changed input may have given part of the rows before and part after. One that was removed was still open. */
  async function refuseChanged(): Promise<void> {
    const now = await call('batch.stat', { path: batch.input.path }).catch((error: unknown) => {
      if (toFailure(error).code === 'INPUT_NOT_FOUND') return input;
      throw error;
    });
    if (!isSame(input, now)) {
      throw changed(batch, 'was changed while it was scored; score it again when it is complete');
    }
  }

  /** Asks now and then how far a long call of an engine process has come. */
  async function watched<T>(begin: (id: string) => Promise<T>, tell: (share: number) => void): Promise<T> {
    const id = `${batch.id}:${context.nowMs()}`;
    tell(0);
    const timer = setInterval(() => {
      call('batch.shareDone', { id }).then(tell, () => undefined);
    }, lookEveryMs);
    try {
      return await begin(id);
    } finally {
      clearInterval(timer);
    }
  }
}

function callFirst({ engines, signal }: BatchContext): BatchCall {
  const engine = engines[0];
  if (!engine) throw failed('ENGINE_BOOT', 'no engine process is there to run the job', { retryable: true });
  return (operation, payload) => engine.call(operation, payload, { signal, deadlineMs: callDeadlineMs });
}

function planText(batch: Batch): TextPlan {
  const inputIsText = batch.input.format === 'csv' || batch.input.format === 'tsv';
  const scoredIsOutput = batch.output.format === (inputIsText ? batch.input.format : 'csv');
  return {
    csvPath: inputIsText ? batch.input.path : join(batch.folder, 'input.csv'),
    scoredPath: scoredIsOutput ? batch.partialPath : join(batch.folder, 'scored.csv'),
    delimiter: inputIsText ? batch.delimiter : ',',
    inputIsText,
    scoredIsOutput,
  };
}

/** The stored checkpoint, or null to begin anew. @throws INPUT_CHANGED when the input is no longer the one it was made from. */
function readCheckpoint(
  batch: Batch,
  input: { sizeBytes: number; modifiedMs: number },
): BatchCheckpoint | null {
  const read = batchCheckpointSchema.safeParse(batch.checkpoint);
  if (!read.success) return null;
  if (!isSame(read.data.input, input)) {
    throw changed(batch, 'has changed since the job began, so it cannot go on; score it as a new job');
  }
  return read.data;
}

type InputStamp = BatchCheckpoint['input'];

function isSame(a: InputStamp, b: InputStamp): boolean {
  return a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs;
}

function changed(batch: Batch, what: string) {
  const name = basename(batch.input.path);
  return failed('INPUT_CHANGED', `${name} ${what}`, { details: { file: name } });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
