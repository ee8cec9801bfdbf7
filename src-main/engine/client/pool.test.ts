import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { isRunning, modelFolder, testEntry } from '../testing/index.ts';
import { logisticModel, sequenceModel } from '../testing/models.ts';
import { createEnginePool, type EnginePool, type EnginePoolOptions, forkOnNode } from './index.ts';

const undo: (() => PromiseLike<unknown> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

function startPool(options: Partial<EnginePoolOptions> = {}): EnginePool {
  const pool = createEnginePool({ entryUrl: testEntry, size: 1, fork: forkOnNode, ...options });
  undo.push(() => pool.stop());
  pool.start();
  return pool;
}

async function logisticFile(): Promise<string> {
  const folder = await modelFolder();
  undo.push(() => folder[Symbol.asyncDispose]());
  return folder.write('logistic.onnx', logisticModel());
}

const failing = (code: string) => expect.objectContaining({ failure: expect.objectContaining({ code }) });
const entry = (name: string): URL => new URL(`../testing/${name}`, import.meta.url);
const pidOf = (pool: EnginePool, index = 0): number => pool.status[index]!.pid!;

function scoreCall(pool: EnginePool, index = 0) {
  const x = { type: 'float32' as const, data: Float32Array.of(0, 0, 0), dims: [1, 3] };
  return pool.handles[index]!.call<{ score: { data: Float32Array } }>('session.run', {
    key: 'l',
    feeds: { x },
  });
}

describe('calls', () => {
  test('carry payloads and results by structured clone, typed arrays aligned and intact', async () => {
    const pool = startPool();
    const handle = await pool.ready();
    for (const padding of ['', 'a', 'ab', 'abc', 'abcdefg']) {
      const payload = {
        padding,
        floats: Float32Array.from({ length: 10_001 }, (_, i) => i / 3),
        doubles: Float64Array.of(Number.NaN, -0, 1e300),
        big: BigInt64Array.of(-1n, 2n ** 62n),
        view: new Float32Array(new ArrayBuffer(64), 4, 3).fill(7),
        nested: [undefined, null, new Date(0), new Map([['k', 1n]])],
      };
      expect(await handle.call('test.echo', payload)).toEqual(payload);
    }
  });

  test('fail with the failure the operation answers, and with one for what cannot be carried', async () => {
    const handle = await startPool().ready();
    await expect(handle.call('test.fail', null)).rejects.toMatchObject({
      failure: {
        code: 'INPUT_EMPTY',
        message: 'Nothing there.',
        details: { file: 'a.csv', row: 3 },
        retryable: false,
      },
    });
    await expect(handle.call('no.such', null)).rejects.toThrow(/know no operation "no\.such"/u);
    await expect(handle.call('test.unclonable', null)).rejects.toEqual(failing('INTERNAL'));
    await expect(handle.call('test.echo', () => {})).rejects.toEqual(failing('INTERNAL'));
    expect(await handle.call('test.echo', 'still there')).toBe('still there');
  });

  test('made before the process is up wait for it', async () => {
    const pool = startPool();
    expect(pool.handles[0]!.state).toBe('starting');
    expect(await pool.handles[0]!.call('test.echo', 1)).toBe(1);
  });

  test('past their deadline fail and end the process, which comes back', async () => {
    const pool = startPool();
    const handle = await pool.ready();
    const pid = pidOf(pool);
    await expect(handle.call('test.block', 60_000, { deadlineMs: 50 })).rejects.toEqual(
      failing('ENGINE_TIMEOUT'),
    );
    expect(isRunning(pid)).toBe(false);
    expect(await handle.call('test.echo', 2)).toBe(2);
    expect(pool.status[0]).toMatchObject({ restarts: 1, state: 'ready' });
    expect(pidOf(pool)).not.toBe(pid);
  });

  test('cancelled end by themselves where they can, by a kill where they cannot', async () => {
    const pool = startPool({ cancelGraceMs: 100 });
    const handle = await pool.ready();
    const pid = pidOf(pool);
    const gentle = new AbortController();
    const waiting = handle.call('test.wait', 60_000, { signal: gentle.signal });
    gentle.abort();
    await expect(waiting).rejects.toEqual(failing('CANCELLED'));
    expect(pidOf(pool)).toBe(pid);

    const folder = await modelFolder();
    undo.push(() => folder[Symbol.asyncDispose]());
    const begun = await folder.write('begun', new Uint8Array());
    await rm(begun);
    const hard = new AbortController();
    const blocked = handle.call('test.blockFrom', begun, { signal: hard.signal });
    await vi.waitFor(() => expect(existsSync(begun)).toBe(true), { interval: 5 });
    hard.abort();
    await expect(blocked).rejects.toEqual(failing('CANCELLED'));
    expect(isRunning(pid)).toBe(false);
    await expect(handle.call('test.echo', 1, { signal: hard.signal })).rejects.toEqual(failing('CANCELLED'));
  });

  test('cancelled while they wait behind another leave that one alone', async () => {
    const pool = startPool({ cancelGraceMs: 20 });
    const handle = await pool.ready();
    const abort = new AbortController();
    const before = handle.call('test.block', 300);
    const behind = handle.call('test.block', 60_000, { signal: abort.signal });
    abort.abort();
    await Promise.all([
      expect(before).resolves.toBe('unblocked'),
      expect(behind).rejects.toEqual(failing('CANCELLED')),
    ]);
    expect(pool.status[0]!.restarts).toBe(0);
  });

  test('that take more memory than allowed fail with the reason, though the thread never yields', async () => {
    const pool = startPool({ memoryCapBytes: 400e6 });
    const handle = await pool.ready();
    await expect(handle.call('test.grow', null)).rejects.toMatchObject({
      failure: { code: 'ENGINE_MEMORY', retryable: false },
    });
    expect(await handle.call('test.echo', 3)).toBe(3);
  });

  test('that were under way when a process crashed fail, and its successor counts as another', async () => {
    const pool = startPool();
    const handle = await pool.ready();
    const { incarnation } = handle;
    await expect(handle.call('test.crash', null)).rejects.toMatchObject({
      failure: {
        code: 'ENGINE_CRASHED',
        message: 'Engine process 1 ended unexpectedly (signal SIGSEGV).',
        retryable: true,
      },
    });
    await pool.ready();
    expect(handle.incarnation).toBe(incarnation + 1);
    expect(await handle.call('test.echo', 1)).toBe(1);
  });
});

describe('sessions', () => {
  test('are loaded everywhere, and there again after a kill', async () => {
    const modelPath = await logisticFile();
    const pool = startPool({ size: 2 });
    const descriptions = await pool.loadSession({ key: 'l', modelPath, sha256: null });
    expect(descriptions).toHaveLength(2);
    expect(descriptions[0]?.inputs).toEqual([{ name: 'x', type: 'float32', dims: ['rows', 3] }]);
    for (const index of [0, 1]) expect((await scoreCall(pool, index)).score.data[0]).toBeCloseTo(0.6225, 4);

    for (let round = 0; round < 5; round++) {
      const inFlight = [1, 2, 3].map(() => pool.handles[0]!.call('test.wait', 60_000));
      process.kill(pidOf(pool), 'SIGKILL');
      for (const outcome of await Promise.allSettled(inFlight)) {
        expect(outcome).toMatchObject({ status: 'rejected', reason: failing('ENGINE_CRASHED') });
      }
      expect((await scoreCall(pool)).score.data[0]).toBeCloseTo(0.6225, 4);
    }
    expect(pool.status.map((engine) => engine.restarts)).toEqual([5, 0]);
  });

  test('that no process can load are kept by none', async () => {
    const folder = await modelFolder();
    undo.push(() => folder[Symbol.asyncDispose]());
    const modelPath = await folder.write('zipmap.onnx', sequenceModel());
    const pool = startPool({ size: 2 });
    await expect(pool.loadSession({ key: 'z', modelPath, sha256: null })).rejects.toEqual(
      failing('MODEL_INVALID'),
    );
    await expect(pool.handles[1]!.call('test.inputs', 'z')).rejects.toEqual(failing('MODEL_NOT_FOUND'));
  });

  test('end with unloadSession, also for processes started later', async () => {
    const modelPath = await logisticFile();
    const pool = startPool();
    await pool.loadSession({ key: 'l', modelPath, sha256: null });
    await pool.unloadSession('l');
    await expect(scoreCall(pool)).rejects.toEqual(failing('MODEL_NOT_FOUND'));
    await expect(pool.handles[0]!.call('test.crash', null)).rejects.toThrow();
    await expect(scoreCall(pool)).rejects.toEqual(failing('MODEL_NOT_FOUND'));
  });
});

describe('a process', () => {
  test('of another protocol version is refused and not started again', async () => {
    const pool = startPool({ entryUrl: entry('wrong-protocol.ts') });
    const call = pool.handles[0]!.call('test.echo', 1);
    await expect(pool.ready()).rejects.toMatchObject({
      failure: {
        code: 'ENGINE_PROTOCOL',
        message: expect.stringMatching(/version 99 .* version 1\. Restart/u),
      },
    });
    await expect(call).rejects.toEqual(failing('ENGINE_PROTOCOL'));
    expect(pool.status[0]).toMatchObject({ state: 'failed', restarts: 0 });
  });

  test('that dies at boot is tried three times, then failed with what it said', async () => {
    const pool = startPool({ entryUrl: entry('dies-at-boot.ts') });
    const call = pool.handles[0]!.call('test.echo', 1);
    await expect(pool.ready()).rejects.toMatchObject({
      failure: {
        code: 'ENGINE_BOOT',
        message: 'Engine process 1 does not start: it ended at once (exit code 1).',
        details: { hint: expect.stringContaining('libtest.so: cannot open shared object file') },
      },
    });
    await expect(call).rejects.toEqual(failing('ENGINE_BOOT'));
    await expect(pool.handles[0]!.call('test.echo', 1)).rejects.toEqual(failing('ENGINE_BOOT'));
    await expect(pool.loadSession({ key: 'l', modelPath: 'x', sha256: null })).rejects.toEqual(
      failing('ENGINE_BOOT'),
    );
    expect(pool.status[0]).toMatchObject({ state: 'failed', restarts: 2, pid: null });
  });

  test('that is not ready in time is ended and reported', async () => {
    const pool = startPool({ entryUrl: entry('never-ready.ts'), bootDeadlineMs: 150 });
    await expect(pool.ready()).rejects.toMatchObject({
      failure: {
        code: 'ENGINE_BOOT',
        message: 'Engine process 1 does not start: it was not ready after 150 ms.',
      },
    });
  });

  test('with a cap below what it needs at rest is not restarted for ever', async () => {
    const pool = startPool({ memoryCapBytes: 20e6 });
    await vi.waitFor(() => expect(pool.status[0]!.state).toBe('failed'), { timeout: 10_000 });
    await expect(pool.ready()).rejects.toMatchObject({
      failure: { code: 'ENGINE_BOOT', message: expect.stringMatching(/memory cap is smaller/u) },
    });
  });

  test('knows little of the environment', async () => {
    vi.stubEnv('FOREDECK_SECRET', 'x');
    undo.push(() => void vi.unstubAllEnvs());
    const handle = await startPool().ready();
    const { ppid, variables } = await handle.call<{ ppid: number; variables: string[] }>(
      'test.environment',
      null,
    );
    expect(ppid).toBe(process.pid);
    expect(variables).not.toContain('FOREDECK_SECRET');
    expect(variables).not.toContain('NODE_OPTIONS');
  });

  test('is not ended by the Ctrl-C that its parent handles', async () => {
    const pool = startPool();
    const handle = await pool.ready();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.kill(pidOf(pool), signal);
    expect(await handle.call('test.echo', 1)).toBe(1);
    expect(pool.status[0]!.restarts).toBe(0);
  });
});

describe('the pool', () => {
  test('shows state, work and use of memory of each process', async () => {
    let changes = 0;
    const pool = startPool({ size: 2, onChange: () => changes++ });
    expect(pool.status.map(({ number, state }) => ({ number, state }))).toEqual([
      { number: 1, state: 'starting' },
      { number: 2, state: 'starting' },
    ]);
    const handle = await pool.ready();
    const block = handle.call('test.block', 100);
    expect(handle.state).toBe('busy');
    const before = changes;
    handle.setWork('flights.csv');
    expect(changes).toBe(before + 1);
    await block;
    expect(handle.state).toBe('ready');
    await vi.waitFor(() => expect(pool.status[1]!.cpuShare).not.toBeNull(), { timeout: 5_000 });
    const status = pool.status[handle.number - 1]!;
    expect(status.work).toBe('flights.csv');
    expect(status.rssBytes).toBeGreaterThan(20e6);
    expect(status.cpuShare).toBeGreaterThanOrEqual(0);
    expect(changes).toBeGreaterThan(before + 1);
  });

  test('stops once, ends what is in flight and takes nothing more', async () => {
    const pool = startPool({ size: 2 });
    await pool.ready();
    const inFlight = pool.handles[0]!.call('test.block', 60_000);
    const pids = pool.status.map((engine) => engine.pid!);
    const stops = [pool.stop(), pool.stop()];
    await expect(inFlight).rejects.toEqual(failing('CLOSED'));
    await Promise.all(stops);
    expect(pids.map(isRunning)).toEqual([false, false]);
    expect(pool.status.map((engine) => engine.state)).toEqual(['stopped', 'stopped']);
    await expect(pool.handles[0]!.call('test.echo', 1)).rejects.toEqual(failing('CLOSED'));
    await expect(pool.ready()).rejects.toEqual(failing('CLOSED'));
    await pool.stop();
  });

  test('can be stopped before it was started and while it starts', async () => {
    const idle = createEnginePool({ entryUrl: testEntry, size: 1, fork: forkOnNode });
    await idle.stop();
    idle.start();
    expect(idle.status[0]!.state).toBe('stopped');
    const pool = startPool();
    const waiting = pool.handles[0]!.call('test.echo', 1);
    await Promise.all([pool.stop(), expect(waiting).rejects.toEqual(failing('CLOSED'))]);
    expect(pool.status[0]).toMatchObject({ state: 'stopped', pid: null });
  });

  test('lets go of who no longer waits for it', async () => {
    const pool = startPool({ entryUrl: entry('never-ready.ts') });
    const abort = new AbortController();
    const ready = pool.ready(abort.signal);
    abort.abort();
    await expect(ready).rejects.toEqual(failing('CANCELLED'));
  });
});
