import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { failed } from '../../contract/failure.ts';
import type { JobProgress } from '../../contract/jobs.ts';
import { type BatchCheckpoint, freshCheckpoint } from '../checkpoint.ts';
import { createCheckpointSaver } from './checkpoint-saver.ts';
import type { BatchContext } from './batch.ts';

let folder: string;
let nowMs: number;
let saved: { range: number; samples: number[] }[];
let beforeSaved: () => Promise<void>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-checkpoints-'));
  nowMs = 1_000_000;
  saved = [];
  beforeSaved = async () => {};
});
afterEach(() => removeFolder(folder));

const context = {
  samples: 3,
  nowMs: () => nowMs,
  async checkpoint({ range }: BatchCheckpoint, _: JobProgress, samples: { row: number }[]) {
    await beforeSaved();
    saved.push({ range, samples: samples.map(({ row }) => row) });
  },
} as unknown as BatchContext;
const input = { sizeBytes: 1, modifiedMs: 1 };
const shape = { classes: 0, scoreBins: 0, converted: true, withRejected: false };
const at = (range: number): BatchCheckpoint => ({ ...freshCheckpoint(input, shape), range });
const sample = (row: number) => ({ row, feature: 'f', column: 'c', value: '', reason: 'empty' });
const progress = {} as JobProgress;
const partial = () => {
  const path = join(folder, '.out.csv.partial');
  writeFileSync(path, 'a');
  return path;
};

it('saves the first at once, then one in a while, the newest with all samples since', async () => {
  const saver = await createCheckpointSaver(partial(), context);
  const { promise, resolve } = Promise.withResolvers<void>();
  beforeSaved = () => promise;
  saver.offer(at(1), progress, [sample(1)]);
  nowMs += 10_000;
  saver.offer(at(2), progress, [sample(2)]);
  saver.offer(at(3), progress, [sample(3)]);
  resolve();
  await saver.finish();
  expect(saved).toEqual([
    { range: 1, samples: [1] },
    { range: 3, samples: [2, 3] },
  ]);
  await saver.finish();
  expect(saved).toHaveLength(2);
  await saver.close();
});

it('stops a run whose checkpoint could not be saved', async () => {
  const saver = await createCheckpointSaver(partial(), context);
  beforeSaved = async () => {
    throw failed('DISK_FULL', 'full');
  };
  saver.offer(at(1), progress, []);
  await expect(saver.finish()).rejects.toThrow('full');
  expect(() => saver.offer(at(2), progress, [])).toThrow('full');
  await saver.close();
});

it('says in the one failure shape that the file is gone', async () => {
  await expect(createCheckpointSaver(join(folder, 'gone.csv'), context)).rejects.toMatchObject({
    failure: { code: 'OUTPUT_NOT_WRITABLE', details: { file: 'gone.csv' } },
  });
});
