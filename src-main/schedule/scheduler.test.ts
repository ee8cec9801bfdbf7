import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failed } from '../contract/failure.ts';
import { defaultRetryPolicy } from '../domain/job.ts';
import type { JobRecord } from '../domain/job-record.ts';
import type { JobChange } from './index.ts';
import { schedulerBench } from './testing/bench.ts';
import { memoryLeases } from './testing/memory-leases.ts';
import { happenings, letItHappen } from './testing/model.ts';
import { sampleJob } from './testing/sample-job.ts';

async function started(concurrency = 2) {
  const bench = schedulerBench(memoryLeases(), concurrency);
  await bench.start();
  const create = async (id: string, runAfterMs: number | null = null) => {
    await bench.scheduler.create(sampleJob(id, runAfterMs));
    await bench.settle();
  };
  const state = async (id: string): Promise<JobRecord> => {
    const job = (await bench.list()).find((one) => one.id === id);
    if (!job) throw new Error(`no job ${id}`);
    return job;
  };
  return { ...bench, bench, create, state };
}

describe('a scheduler', () => {
  test('runs jobs in the order they were made, no more at a time than it may', async () => {
    const { create, runs, settle, state } = await started();
    for (const id of ['a', 'b', 'c']) await create(id);
    expect([...runs.keys()]).toEqual(['a', 'b']);
    runs.get('b')?.finish();
    await settle();
    expect([...runs.keys()]).toEqual(['a', 'c']);
    expect(await state('b')).toMatchObject({ state: 'done', leased: false });
  });

  test('does not start a job before its time', async () => {
    const { create, runs, advance, clock } = await started();
    await create('later', clock.nowMs() + 3_600_000);
    await advance(3_599_999);
    expect(runs.size).toBe(0);
    await advance(1);
    expect([...runs.keys()]).toEqual(['later']);
  });

  test('pause stops the run at its checkpoint, and nobody takes the job before it has stopped', async () => {
    const { bench, create, runs, settle, state, scheduler } = await started();
    bench.obedient = false;
    await create('a');
    const first = runs.get('a');
    await first?.context.checkpoint({ rows: 10 });
    expect(await scheduler.pause('a')).toMatchObject({ state: 'paused', leased: true });
    expect(first?.context.signal.aborted).toBe(true);
    await scheduler.resume('a');
    await settle();
    expect(await state('a')).toMatchObject({ state: 'queued', leased: true });
    first?.stop();
    await settle();
    expect(runs.get('a')?.job.checkpoint).toEqual({ rows: 10 });
    expect(runs.get('a')).not.toBe(first);
  });

  test('a run that reaches its end while it is being paused is done', async () => {
    const { bench, create, runs, settle, state, scheduler } = await started();
    bench.obedient = false;
    await create('a');
    const run = runs.get('a');
    await scheduler.pause('a');
    run?.finish();
    await settle();
    expect(await state('a')).toMatchObject({ state: 'done', leased: false });
  });

  test('cancel ends a job, keeps its checkpoint, and resume goes on from there', async () => {
    const { create, runs, settle, state, scheduler } = await started();
    await create('a');
    await runs.get('a')?.context.checkpoint({ rows: 10 });
    expect((await scheduler.cancel('a')).state).toBe('cancelled');
    await settle();
    expect(await state('a')).toMatchObject({ state: 'cancelled', leased: false, checkpoint: { rows: 10 } });
    await scheduler.resume('a');
    await settle();
    expect(runs.get('a')?.job.checkpoint).toEqual({ rows: 10 });
  });

  test('tries again after a failure that may pass, later each time, and gives up after five', async () => {
    const { create, runs, advance, settle, state, clock } = await started();
    await create('a');
    const waits: number[] = [];
    for (let attempt = 1; attempt < 5; attempt += 1) {
      runs.get('a')?.fail(failed('ENGINE_CRASHED', 'fell over', { retryable: true }));
      await settle();
      const { nextAttemptMs, state: now, attempts } = await state('a');
      expect({ now, attempts }).toEqual({ now: 'retrying', attempts: attempt });
      waits.push((nextAttemptMs ?? 0) - clock.nowMs());
      await advance(waits.at(-1) ?? 0);
      expect(runs.size).toBe(1);
    }
    expect(waits).toEqual([1_000, 3_000, 9_000, 27_000]);
    runs.get('a')?.fail(failed('ENGINE_CRASHED', 'fell over', { retryable: true }));
    await settle();
    expect(await state('a')).toMatchObject({
      state: 'failed',
      attempts: 5,
      failure: { message: 'fell over' },
    });
  });

  test('does not try again what cannot pass', async () => {
    const { create, runs, settle, state } = await started();
    await create('a');
    runs.get('a')?.fail(failed('INPUT_MALFORMED', 'line 3'));
    await settle();
    expect(await state('a')).toMatchObject({
      state: 'failed',
      attempts: 1,
      failure: { code: 'INPUT_MALFORMED' },
    });
  });

  test('a paused queue starts nothing and lets what runs go on', async () => {
    const { create, runs, settle, scheduler } = await started();
    await create('a');
    await scheduler.pauseQueue(true);
    await create('b');
    expect([...runs.keys()]).toEqual(['a']);
    expect(runs.get('a')?.context.signal.aborted).toBe(false);
    await scheduler.pauseQueue(false);
    await settle();
    expect([...runs.keys()]).toEqual(['a', 'b']);
  });

  test('stop lets runs stop and puts their jobs back into the queue', async () => {
    const { create, runs, state, scheduler } = await started();
    await create('a');
    await runs.get('a')?.context.checkpoint({ rows: 1 });
    await scheduler.stop();
    await scheduler.stop();
    expect(await state('a')).toMatchObject({ state: 'queued', leased: false, crashes: 0, attempts: 0 });
  });

  test('stop does not wait for ever for a run that does not stop', async () => {
    const { bench, create, advance, settle, state, scheduler } = await started();
    bench.obedient = false;
    await create('a');
    let over = false;
    void scheduler.stop().then(() => {
      over = true;
    });
    await advance(9_999);
    expect(over).toBe(false);
    await advance(1);
    await settle();
    expect(over).toBe(true);
    expect(await state('a')).toMatchObject({ state: 'running', leased: true });
  });

  test('after a crash the job goes on from its checkpoint at the next start, without burning a try', async () => {
    const { bench, create, runs, state } = await started();
    await create('a');
    await runs.get('a')?.context.checkpoint({ rows: 7 });
    bench.crash();
    await bench.start();
    expect(runs.get('a')?.job.checkpoint).toEqual({ rows: 7 });
    expect(await state('a')).toMatchObject({ state: 'running', attempts: 0, crashes: 0 });
  });

  test('a job under which the program ends again and again without getting further is failed with words', async () => {
    const { bench, create, runs, state, settle } = await started();
    await create('a');
    for (let n = 0; n < defaultRetryPolicy.maxCrashes; n += 1) {
      expect(runs.size).toBe(1);
      bench.crash();
      await bench.start();
    }
    expect(runs.size).toBe(0);
    const job = await state('a');
    expect(job.state).toBe('failed');
    expect(job.failure?.message).toContain(`${defaultRetryPolicy.maxCrashes} times in a row`);
    await bench.scheduler.resume('a');
    await settle();
    expect(runs.size).toBe(1);
  });

  test('a run that answers stopped without having been told to has failed', async () => {
    const { create, runs, settle, state } = await started();
    await create('a');
    runs.get('a')?.stop();
    await settle();
    expect(await state('a')).toMatchObject({ state: 'failed', failure: { code: 'INTERNAL' } });
  });

  test('tells subscribers of states and progress until they undo it', async () => {
    const { create, runs, settle, scheduler } = await started();
    const seen: string[] = [];
    const undo = scheduler.subscribe((change: JobChange) =>
      seen.push(change.kind === 'job' ? change.job.state : change.kind),
    );
    await create('a');
    const progress = {
      rowsDone: 1,
      rejected: 0,
      bytesDone: 1,
      bytesTotal: 2,
      share: 0.5,
      rowsPerSecond: null,
      secondsLeft: null,
      stages: { read: 0, encode: 0, infer: 0, write: 0 },
    };
    runs.get('a')?.context.progress(progress);
    expect(scheduler.progressOf('a')).toEqual(progress);
    runs.get('a')?.finish();
    await settle();
    undo();
    await create('b');
    expect(seen).toEqual(['queued', 'running', 'progress', 'done']);
    expect(scheduler.progressOf('a')).toBeNull();
  });

  test('a job that is paused while its lease is on the way does not run', async () => {
    const leases = memoryLeases();
    let arrive = () => {};
    const bench = schedulerBench({
      ...leases,
      lease: async (args) => {
        const answer = await leases.lease(args);
        if (answer.job) await new Promise<void>((resolve) => (arrive = resolve));
        return answer;
      },
    });
    await bench.start();
    await bench.scheduler.create(sampleJob('a'));
    await bench.scheduler.pause('a');
    arrive();
    await bench.settle();
    expect(bench.runs.size).toBe(0);
    expect((await bench.list())[0]).toMatchObject({ state: 'paused', leased: false });
  });

  test('paused, resumed and paused again in one breath, it is paused', async () => {
    const { create, runs, settle, state, scheduler } = await started();
    await create('a');
    await Promise.all([scheduler.pause('a'), scheduler.resume('a')]);
    await scheduler.pause('a');
    await settle();
    expect(runs.size).toBe(0);
    expect(await state('a')).toMatchObject({ state: 'paused', leased: false });
  });

  test('a run whose lease is gone is told to stop', async () => {
    const leases = memoryLeases();
    const bench = schedulerBench(leases);
    bench.obedient = false;
    await bench.start();
    await bench.scheduler.create(sampleJob('a'));
    await bench.settle();
    await leases.reclaim({
      owner: 'another',
      nowMs: 0,
      policy: { maxAttempts: 5, maxCrashes: 5, firstWaitMs: 1, factor: 1, maxWaitMs: 1 },
    });
    await bench.advance(5_000);
    const run = bench.runs.get('a');
    expect(run?.context.signal.aborted).toBe(true);
    await expect(run?.context.checkpoint({ rows: 1 })).rejects.toMatchObject({
      failure: { code: 'CANCELLED' },
    });
  });

  test('the end of a run that cannot be saved is tried again until it can', async () => {
    const leases = memoryLeases();
    let full = true;
    const bench = schedulerBench({
      ...leases,
      endRun: (args) => (full ? Promise.reject(failed('DISK_FULL', 'full')) : leases.endRun(args)),
    });
    await bench.start();
    await bench.scheduler.create(sampleJob('a'));
    await bench.settle();
    bench.runs.get('a')?.finish();
    await bench.settle();
    expect(bench.troubles).toEqual(['full']);
    full = false;
    await bench.advance(5_000);
    expect((await bench.list())[0]?.state).toBe('done');
  });

  test('whatever happens, no job is lost, none runs twice at once, and all come to an end', async () => {
    const sequences = fc.asyncProperty(happenings, (steps) => letItHappen(memoryLeases(), steps));
    await expect(fc.assert(sequences, { numRuns: 250, seed: 20_261_103 })).resolves.toBeUndefined();
  });
});
