import { open } from 'node:fs/promises';
import type { JobProgress } from '../../contract/jobs.ts';
import type { BatchCheckpoint } from '../checkpoint.ts';
import type { RangeSample } from '../messages.ts';
import { outputFailure } from '../file-failure.ts';
import type { BatchContext } from './batch.ts';

/** What is flushed meanwhile need not be waited for at the end. */
const checkpointEveryMs = 150;

/**
 * Saves checkpoints now and then, one at a time: first the bytes they vouch for reach the disk, then they.
 * @throws OUTPUT_NOT_WRITABLE, DISK_FULL (some disks say so only when they are flushed), and what `checkpoint` throws
 */
export async function createCheckpointSaver(path: string, context: BatchContext) {
  const asFailure = (error: unknown): never => {
    throw outputFailure(error, path);
  };
  const file = await open(path, 'r+').catch(asFailure);
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
    await file.datasync().catch(asFailure);
    await context.checkpoint(checkpoint, progress, found);
    savedAtMs = context.nowMs();
  };
  return {
    offer(checkpoint: BatchCheckpoint, progress: JobProgress, more: RangeSample[]): void {
      if (broken) throw broken.error;
      latest = { checkpoint, progress };
      if (samples.length < context.samples) samples.push(...more);
      // Either way round: a clock that is set back must not put checkpoints off for as long.
      if (saving || Math.abs(context.nowMs() - savedAtMs) < checkpointEveryMs) return;
      saving = save()
        .catch((error: unknown) => {
          broken = { error };
        })
        .finally(() => {
          saving = null;
        });
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
