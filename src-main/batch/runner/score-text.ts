import { basename } from 'node:path';
import { failed } from '../../contract/failure.ts';
import { scoredColumns } from '../../domain/scored-columns.ts';
import { type BatchCheckpoint, freshCheckpoint } from '../checkpoint.ts';
import { scoreEdgesOf } from './batch-result.ts';
import { createCheckpointSaver } from './checkpoint-saver.ts';
import type { ProgressMeter } from './progress-meter.ts';
import type { Batch, BatchCall, BatchContext, TextPlan } from './batch.ts';
import { RejectedColumnNeeded, rangeBytesFor, scoreRanges } from './score-ranges.ts';
import { scoreSetup } from './score-setup.ts';

/**
 * Scores delimited text from a checkpoint to its end and answers the last checkpoint. The first rejected row in a run
 * without the `rejected` column makes it begin again with it.
 */
export async function scoreText(
  batch: Batch,
  text: TextPlan,
  options: {
    context: BatchContext;
    call: BatchCall;
    meter: ProgressMeter;
    input: BatchCheckpoint['input'];
    before: BatchCheckpoint | null;
  },
): Promise<BatchCheckpoint> {
  const { call, context, input } = options;
  let from = options.before ?? begin(batch, input, false);
  for (;;) {
    try {
      return await scoreOnce(batch, text, from, options);
    } catch (error) {
      if (!(error instanceof RejectedColumnNeeded)) throw error;
      from = begin(batch, input, true);
    }
  }

  async function scoreOnce(
    job: Batch,
    plan: TextPlan,
    start: BatchCheckpoint,
    { meter }: { meter: ProgressMeter },
  ): Promise<BatchCheckpoint> {
    const name = basename(job.input.path);
    const { signal } = context;
    const { withRejected } = start;
    const { columns } = await call('batch.header', { path: plan.csvPath, name, delimiter: plan.delimiter });
    const added = scoredColumns(job.card.outputs, columns);
    // What is stored vouches for bytes that are about to be overwritten, so it has to go first.
    if (start.range === 0 && job.checkpoint) await context.checkpoint(start, meter.scoring(start, null), []);
    const begun = await call('batch.begin', {
      csvPath: plan.csvPath,
      name,
      partialPath: plan.scoredPath,
      delimiter: plan.delimiter.charCodeAt(0),
      addedColumns: [
        ...added.predictions.map((column) => column.name),
        ...(withRejected ? [added.rejected] : []),
      ],
      resumeAt: start.range === 0 ? null : start.bytesOut,
    });
    if (begun.dataStart >= begun.sizeBytes) throw noRows(name);
    const resumed = begun.resumed
      ? start
      : {
          ...begin(job, input, withRejected),
          bytesIn: begun.dataStart,
          bytesOut: begun.outputStart,
          lines: begun.headerLines,
        };
    // The output the checkpoint vouches for is gone, and other bytes are about to stand in its place.
    if (start.range > 0 && !begun.resumed) {
      await context.checkpoint(resumed, meter.scoring(resumed, begun), []);
    }
    meter.begin(resumed, begun);
    const saver = await createCheckpointSaver(plan.scoredPath, context);
    try {
      const done = await scoreRanges({
        setup: scoreSetup(job, plan, { ...begun, withRejected }),
        engines: context.engines,
        from: resumed,
        inputName: name,
        samples: context.samples,
        signal,
        rangeBytes: rangeBytesFor(begun.sizeBytes - begun.dataStart),
        onWritten: (written, samples) => {
          const progress = meter.scoring(written, begun);
          context.progress(progress);
          saver.offer(written, progress, samples);
        },
      });
      if (done.rows === 0) throw noRows(name);
      await saver.finish();
      return done;
    } catch (error) {
      if (signal.aborted) await saver.finish();
      throw error;
    } finally {
      await saver.close();
    }
  }
}

function noRows(name: string) {
  return failed('INPUT_EMPTY', `${name} has a header and no rows; there is nothing to score`, {
    details: { file: name },
  });
}

function begin(batch: Batch, input: BatchCheckpoint['input'], withRejected: boolean): BatchCheckpoint {
  const { outputs } = batch.card;
  return freshCheckpoint(input, {
    classes: outputs.kind === 'classification' ? outputs.labels.length : 0,
    scoreBins: Math.max(0, scoreEdgesOf(batch.card).length - 1),
    converted: true,
    withRejected,
  });
}
