import fc from 'fast-check';
import { expect } from 'vitest';
import { failed, toFailure } from '../../contract/failure.ts';
import { jobStates } from '../../contract/jobs.ts';
import { isDue } from '../../domain/job.ts';
import type { JobRecord } from '../../domain/job-record.ts';
import type { JobLeases } from '../leases.ts';
import { type HeldRun, schedulerBench } from './bench.ts';
import { sampleJob } from './sample-job.ts';

const job = fc.nat(5);
/** Nobody waits for the answer before the next thing happens. */
const hasty = fc.boolean();
const words = ['pause', 'resume', 'cancel', 'remove', 'restore'] as const;
const deeds = ['finish', 'fail', 'failForGood', 'checkpoint', 'stop'] as const;

/** What may happen to a scheduler, from its users, its runs, the clock and the power supply. */
export const happenings = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('create' as const),
        afterMs: fc.constantFrom(null, 0, 5_000, 90_000),
        hasty,
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        kind: fc.constant('ask' as const),
        word: fc.constantFrom(...words),
        job,
        hasty,
      }),
    },
    {
      weight: 8,
      arbitrary: fc.record({ kind: fc.constant('run' as const), does: fc.constantFrom(...deeds), job }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('pauseQueue' as const), paused: fc.boolean(), hasty }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('advance' as const),
        ms: fc.integer({ min: 1, max: 100_000 }),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('obedient' as const), obedient: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('crash' as const, 'restart' as const) }) },
  ),
  { minLength: 1, maxLength: 40, size: 'max' },
);
type Word = (typeof words)[number];
type Happenings = typeof happenings extends fc.Arbitrary<infer T> ? T : never;

/**
 * Lets it all happen and checks after each step what must always hold: no job is lost or runs twice, what stands as
 * running runs, nobody starves, a paused job does not start, a run begins at the last checkpoint that was saved.
 * At the end everything is let go on, and every job comes to its end.
 */
export async function letItHappen(
  kept: JobLeases & { list(): Promise<JobRecord[]> },
  steps: Happenings,
  prefix = '',
): Promise<void> {
  const concurrency = 2;
  const bench = schedulerBench(kept, concurrency);
  const { runs, clock } = bench;
  const ids: string[] = [];
  const checkpoints = new Map<string, number>();
  const seen = new WeakSet<HeldRun>();
  let queuePaused = false;
  const mine = async () => (await bench.list()).filter(({ id }) => id.startsWith(prefix));
  const asked: Promise<void>[] = [];
  const lastWord = new Map<string, Word>();
  /** A person may ask for what is not possible; then it must be refused with words, and nothing else. */
  const ask = async (id: string, word: Word) => {
    try {
      await bench.scheduler[word](id);
      if (word !== 'remove' && word !== 'restore') lastWord.set(id, word);
    } catch (thrown) {
      expect(toFailure(thrown).code).toBe('JOB_STATE');
    }
  };

  function begins(run: HeldRun): void {
    if (!seen.has(run)) expect(run.job.checkpoint?.['n'] ?? 0).toBe(checkpoints.get(run.job.id) ?? 0);
    seen.add(run);
  }

  async function check(): Promise<void> {
    await bench.settle();
    const jobs = await mine();
    expect(jobs.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(runs.size).toBeLessThanOrEqual(concurrency);
    for (const one of jobs) {
      expect(jobStates).toContain(one.state);
      expect(one.leased).toBe(runs.has(one.id));
      if (one.leased) expect(one.leaseOwner).toBe(bench.owner());
      if (one.leased) expect(runs.get(one.id)?.context.signal.aborted).toBe(one.state !== 'running');
      if (lastWord.get(one.id) === 'pause') expect(['paused', 'failed', 'done']).toContain(one.state);
      if (lastWord.get(one.id) === 'cancel') expect(['cancelled', 'done']).toContain(one.state);
      if (!queuePaused && runs.size < concurrency) expect(isDue(one, clock.nowMs())).toBe(false);
    }
    for (const run of runs.values()) begins(run);
    expect(bench.troubles).toEqual([]);
  }

  async function happen(step: Happenings[number]): Promise<void> {
    const id = 'job' in step ? ids[step.job % Math.max(1, ids.length)] : undefined;
    switch (step.kind) {
      case 'create': {
        const next = `${prefix}${ids.length}`;
        const afterMs = step.afterMs === null ? null : clock.nowMs() + step.afterMs;
        ids.push(next);
        asked.push(bench.scheduler.create(sampleJob(next, afterMs)).then(() => {}));
        return;
      }
      case 'ask':
        if (id !== undefined) asked.push(ask(id, step.word));
        return;
      case 'run':
        if (id !== undefined) await runDoes(id, step.does);
        return;
      case 'pauseQueue':
        queuePaused = step.paused;
        asked.push(bench.scheduler.pauseQueue(step.paused));
        return;
      case 'advance':
        return bench.advance(step.ms);
      case 'obedient':
        bench.obedient = step.obedient;
        return;
      case 'crash':
        await answered();
        bench.crash();
        return bench.start();
      case 'restart':
        await answered();
        return restart();
    }
  }

  async function runDoes(id: string, does: (typeof deeds)[number]): Promise<void> {
    const run = runs.get(id);
    if (does === 'finish') run?.finish();
    else if (does === 'fail') run?.fail(failed('ENGINE_CRASHED', 'fell over', { retryable: true }));
    else if (does === 'failForGood') run?.fail(failed('INPUT_MALFORMED', 'bad'));
    else if (does === 'stop' && run?.context.signal.aborted) run.stop();
    else if (does === 'checkpoint' && run) {
      begins(run);
      const n = (checkpoints.get(id) ?? 0) + 1;
      await run.context.checkpoint({ n });
      checkpoints.set(id, n);
    }
  }

  async function answered(): Promise<void> {
    await Promise.all(asked.splice(0));
  }

  async function restart(): Promise<void> {
    const stopped = bench.scheduler.stop();
    await bench.settle();
    for (const held of runs.values()) held.stop();
    await stopped;
    await bench.settle();
    bench.crash(); // Nothing of the old process is left, and nothing was left to lose.
    expect((await mine()).filter(({ leased }) => leased)).toEqual([]);
    const jobs = await mine();
    expect(jobs.filter(({ state }) => state === 'running')).toEqual([]);
    await bench.start();
  }

  await bench.start();
  for (const step of steps) {
    await happen(step);
    if ('hasty' in step && step.hasty) continue;
    await answered();
    await check();
  }
  await answered();
  await bench.settle();

  lastWord.clear();
  bench.obedient = true;
  for (const held of runs.values()) if (held.context.signal.aborted) held.stop();
  queuePaused = false;
  await bench.scheduler.pauseQueue(false);
  await bench.settle();
  for (const { id, state, removedMs } of await mine()) {
    if (removedMs !== null) await bench.scheduler.restore(id);
    if (state !== 'queued' && state !== 'running' && state !== 'done') await bench.scheduler.resume(id);
  }
  await bench.settle();
  for (let left = ids.length; left >= 0; left -= 1) {
    await bench.advance(100_000);
    for (const held of runs.values()) {
      held.finish();
    }
    await check();
  }
  expect((await mine()).filter(({ state }) => state !== 'done')).toEqual([]);
  await bench.scheduler.stop();
}
