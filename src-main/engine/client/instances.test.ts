import { afterEach, expect, test, vi } from 'vitest';
import { modelFolder, testEntry } from '../testing/index.ts';
import { logisticModel } from '../testing/models.ts';
import { byBusiness } from './by-business.ts';
import { createEnginePool, forkOnNode, type SessionRun } from './index.ts';

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

test('sessions in so many instances are spread over the processes, and stay where they are', async () => {
  await using folder = await modelFolder();
  const modelPath = await folder.write('logistic.onnx', logisticModel());
  const pool = createEnginePool({ entryUrl: testEntry, size: 2, fork: forkOnNode });
  undo.push(() => pool.stop());
  pool.start();
  const held = (key: string): number[] => pool.holders(key).map(({ number }) => number);
  const load = (key: string, instances: number | null) =>
    pool.loadSession({ key, modelPath, sha256: null }, { instances });
  const score = async (index: number): Promise<number | undefined> => {
    const x = { type: 'float32' as const, data: Float32Array.of(0, 0, 0), dims: [1, 3] };
    const run: SessionRun = { key: 'l', feeds: { x } };
    const answer = await pool.handles[index]!.call<{ score: { data: Float32Array } }>('session.run', run);
    return answer.score.data[0];
  };
  await Promise.all([load('a', 1), load('l', 1)]);
  expect(new Set([...held('a'), ...held('l')])).toEqual(new Set([1, 2]));
  expect(await load('l', 1)).toHaveLength(1);
  const [index = 0] = held('l').map((number) => number - 1);
  expect(await score(index)).toBeCloseTo(0.6225, 4);
  await expect(score(1 - index)).rejects.toEqual(
    expect.objectContaining({ failure: expect.objectContaining({ code: 'MODEL_NOT_FOUND' }) }),
  );
  await expect(pool.handles[index]!.call('test.crash', null)).rejects.toThrow();
  expect(await score(index)).toBeCloseTo(0.6225, 4);
  await load('everywhere', null);
  expect(held('everywhere')).toEqual([1, 2]);
  expect(held('none')).toEqual([]);
});

test('a session grows and shrinks while its holders serve, and no call misses it', async () => {
  await using folder = await modelFolder();
  const modelPath = await folder.write('logistic.onnx', logisticModel());
  const pool = createEnginePool({ entryUrl: testEntry, size: 2, fork: forkOnNode });
  undo.push(() => pool.stop());
  pool.start();
  const [first] = await pool.loadSession({ key: 'l', modelPath, sha256: null }, { instances: 1 });
  expect(first?.inputs).toEqual([{ name: 'x', type: 'float32', dims: ['rows', 3] }]);
  let working = true;
  const served = new Set<number>();
  const x = { type: 'float32' as const, data: new Float32Array(3 * 512), dims: [512, 3] };
  const loops = [1, 2, 3, 4].map(async () => {
    while (working) {
      const holder = pool.holders('l').sort(byBusiness)[0];
      const answer = await holder?.call<{ score: { data: Float32Array } }>('session.run', {
        key: 'l',
        feeds: { x },
      });
      expect(answer?.score.data).toHaveLength(512);
      if (holder) served.add(holder.number);
    }
  });
  for (let round = 0; round < 20; round++) {
    expect(await pool.resizeSession('l', { instances: 2 })).toHaveLength(2);
    served.clear();
    await vi.waitFor(() => expect(served).toEqual(new Set([1, 2])), { interval: 1, timeout: 10_000 });
    expect(await pool.resizeSession('l', { instances: 1 })).toHaveLength(1);
  }
  working = false;
  await Promise.all(loops);
  await vi.waitFor(() => expect(pool.handles.map(({ callsSent }) => callsSent)).toEqual([0, 0]));
  await expect(pool.resizeSession('none', { instances: 1 })).rejects.toThrow(
    /No engine process holds "none"/u,
  );
}, 30_000);
