import { expect, test, vi } from 'vitest';
import { modelFolder, testEntry } from '../testing/index.ts';
import { logisticModel } from '../testing/models.ts';
import { createEnginePool, forkOnNode } from './index.ts';

test('engine processes killed fifty times under load come back every time', async () => {
  await using folder = await modelFolder();
  const pool = createEnginePool({ entryUrl: testEntry, size: 2, fork: forkOnNode });
  await using stop = new AsyncDisposableStack();
  stop.defer(() => pool.stop());
  pool.start();
  await pool.loadSession({
    key: 'l',
    modelPath: await folder.write('logistic.onnx', logisticModel()),
    sha256: null,
  });

  const x = { type: 'float32' as const, data: Float32Array.of(0, 0, 0), dims: [1, 3] };
  const score = async (index: number): Promise<void> => {
    const answer = await pool.handles[index]!.call<{ score: { data: Float32Array } }>('session.run', {
      key: 'l',
      feeds: { x },
    });
    expect(answer.score.data[0]).toBeCloseTo(0.6225, 4);
  };
  let working = true;
  let scored = 0;
  const unexpected: unknown[] = [];
  const load = [0, 0, 0, 1, 1, 1].map(async (index) => {
    while (working) {
      try {
        await score(index);
        scored += 1;
      } catch (error) {
        if ((error as { failure?: { code: string } }).failure?.code !== 'ENGINE_CRASHED')
          unexpected.push(error);
      }
    }
  });

  for (let kill = 0; kill < 50; kill++) {
    const index = kill % 2;
    const { pid } = pool.status[index]!;
    const before = scored;
    process.kill(pid!, 'SIGKILL');
    // The next kill comes as soon as anything was scored, so that many hit a process that is starting.
    await vi.waitFor(() => expect(pool.status[index]!.pid).not.toBe(pid), { interval: 1, timeout: 10_000 });
    await vi.waitFor(() => expect(scored).toBeGreaterThan(before), { interval: 1, timeout: 10_000 });
  }
  working = false;
  await Promise.all(load);

  expect(unexpected).toEqual([]);
  await Promise.all([score(0), score(1)]);
  expect(pool.status.map((engine) => engine.restarts)).toEqual([25, 25]);
}, 60_000);
