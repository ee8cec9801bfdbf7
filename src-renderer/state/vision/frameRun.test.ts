import { expect, it } from 'vitest';
import { type Failure, failed, type Prediction } from '../../../src-main/contract/index.ts';
import { type FrameRun, startFrameRun } from './frameRun.ts';
import type { BufferPolicy } from './frameQueue.ts';
import type { Trouble } from './trouble.ts';

const empty: Prediction = { prediction: [] };

/** A run whose model answers when the test says so, and bitmaps that know whether they were closed. */
function runWith(policy: BufferPolicy, canBeHeld = true) {
  const asked: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const open = new Set<ImageBitmap>();
  const told = { answers: [] as number[], troubles: [] as Trouble[], failures: [] as Failure[], ends: 0 };
  const run: FrameRun = startFrameRun({
    policy,
    canBeHeld,
    ask(_bitmap, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<{
        prediction: Prediction;
        latencyMs: number;
      }>();
      signal.addEventListener('abort', () => reject(failed('CANCELLED', 'Cancelled.')));
      asked.push({ resolve: () => resolve({ prediction: empty, latencyMs: 5 }), reject });
      return promise;
    },
    onAnswer(frame) {
      told.answers.push(frame.number);
      frame.bitmap.close();
    },
    onTrouble: (trouble) => told.troubles.push(trouble),
    onFailure: (failure) => told.failures.push(failure),
    onEnd: () => {
      told.ends += 1;
    },
  });
  const offer = (): void => {
    const bitmap: ImageBitmap = { width: 1, height: 1, close: () => void open.delete(bitmap) };
    open.add(bitmap);
    run.sink.offer(bitmap, null);
  };
  return { run, asked, told, open, offer, counts: () => run.figures().counts };
}

async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
}

it('asks two at a time, and gives a source that waits its room when one is answered', async () => {
  const { run, asked, told, offer, counts } = runWith('wait');
  for (let frame = 0; frame < 4; frame += 1) offer();
  expect(asked).toHaveLength(2);
  let hasRoom = false;
  void run.sink.room().then(() => {
    hasRoom = true;
  });
  await settled();
  expect(hasRoom).toBe(false);
  asked[0]?.resolve();
  await settled();
  expect(hasRoom).toBe(true);
  expect(asked).toHaveLength(3);
  expect(told.answers).toEqual([1]);
  expect(counts()).toEqual({ delivered: 4, processed: 1, skipped: 0, waiting: 1, inFlight: 2 });
});

it('shows no answer after that of a later frame, and holds no picture that is done with', async () => {
  const { asked, told, open, offer, counts } = runWith('wait');
  offer();
  offer();
  asked[1]?.resolve();
  await settled();
  asked[0]?.resolve();
  await settled();
  expect(told.answers).toEqual([2]);
  expect(counts().processed).toBe(2);
  expect(open.size).toBe(0);
});

it('ends when the source has ended and all is answered', async () => {
  const { run, asked, told, offer } = runWith('wait');
  offer();
  run.sink.ended();
  expect(told.ends).toBe(0);
  asked[0]?.resolve();
  await settled();
  expect(told.ends).toBe(1);
});

it('gives up after three failures in a row, or one that will not pass', async () => {
  const passing = runWith('drop-oldest');
  for (let frame = 0; frame < 3; frame += 1) {
    passing.offer();
    passing.asked[frame]?.reject(failed('ENGINE_CRASHED', 'It ended.', { retryable: true }));
    await settled();
    expect(passing.told.failures).toHaveLength(frame === 2 ? 1 : 0);
  }
  const lasting = runWith('drop-oldest');
  lasting.offer();
  lasting.asked[0]?.reject(failed('MODEL_OFF', 'It is off.'));
  await settled();
  expect(lasting.told.failures).toMatchObject([{ code: 'MODEL_OFF' }]);
  expect(lasting.counts()).toMatchObject({ delivered: 1, skipped: 1 });
});

it.each(['wait', 'drop-oldest', 'drop-newest'] as const)(
  'accounts for every frame when stopped under %s',
  async (policy) => {
    const { run, asked, told, open, offer, counts } = runWith(policy, false);
    for (let frame = 0; frame < 10; frame += 1) offer();
    run.sink.missed(3);
    asked[0]?.resolve();
    await settled();
    const room = run.sink.room();
    await run.stop();
    await room;
    const { delivered, processed, skipped, waiting, inFlight } = counts();
    expect([delivered, waiting, inFlight]).toEqual([13, 0, 0]);
    expect(processed + skipped).toBe(13);
    expect(open.size).toBe(0);
    expect([told.failures, told.troubles, told.ends]).toEqual([[], [], 0]);
  },
);
