import type { FailureError } from '../../contract/failure.ts';
import { failed } from '../../contract/failure.ts';
import type { JobRecord, LeasedJob } from '../../domain/job-record.ts';
import {
  createScheduler,
  type JobLeases,
  type RunContext,
  type RunOutcome,
  type Scheduler,
} from '../index.ts';
import { manualClock } from '../../domain/testing/manual-clock.ts';
import { sampleResult } from './sample-job.ts';

/** A run that does what the test says, when the test says it. */
export type HeldRun = {
  job: LeasedJob;
  context: RunContext;
  finish(): void;
  fail(failure: FailureError): void;
  stop(): void;
};

/**
 * A scheduler over kept jobs with a manual clock, whose runs are held in the test's hand. It can crash (all that was
 * in memory is gone, nothing more is heard of its runs) and start again over the same jobs.
 */
export function schedulerBench(kept: JobLeases & { list(): Promise<JobRecord[]> }, concurrency = 2) {
  const clock = manualClock(1_000_000);
  let owner = 0;
  let pending = 0;
  const troubles: string[] = [];
  const bench = {
    clock,
    troubles,
    runs: new Map<string, HeldRun>(),
    scheduler: undefined as unknown as Scheduler,
    owner: () => `owner-${owner}`,
    list: () => kept.list(),
    /** Runs stop as soon as they are told to. */
    obedient: true,
    /** Waits until every call to the store is answered and what follows from the answers has happened. */
    async settle(): Promise<void> {
      for (let quiet = 0; quiet < 3; quiet = pending === 0 ? quiet + 1 : 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    async start(): Promise<void> {
      bench.scheduler = makeScheduler();
      await bench.scheduler.start();
      await bench.settle();
    },
    /** The process is gone: its timers with it, and its runs say nothing more. */
    crash(): void {
      clock.drop();
      owner += 1;
      bench.runs.clear();
    },
    advance: (ms: number) => clock.advanceSettling(ms, bench.settle),
  };

  function makeScheduler(): Scheduler {
    const mine = owner;
    const alive = <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) => {
      return async (...args: Args): Promise<Answer> => {
        if (mine !== owner) return new Promise<Answer>(() => {});
        pending += 1;
        try {
          return await call(...args);
        } finally {
          pending -= 1;
          if (mine !== owner) await new Promise<never>(() => {});
        }
      };
    };
    const jobs: JobLeases = {
      create: alive(kept.create),
      pause: alive(kept.pause),
      resume: alive(kept.resume),
      cancel: alive(kept.cancel),
      remove: alive(kept.remove),
      restore: alive(kept.restore),
      pauseQueue: alive(kept.pauseQueue),
      lease: alive(kept.lease),
      nextDueMs: alive(kept.nextDueMs),
      heartbeat: alive(kept.heartbeat),
      checkpoint: alive(kept.checkpoint),
      endRun: alive(kept.endRun),
      reclaim: alive(kept.reclaim),
    };
    return createScheduler({
      jobs,
      run: (job, context) => (mine === owner ? holdRun(job, context) : new Promise(() => {})),
      nowMs: clock.nowMs,
      owner: bench.owner(),
      timers: clock,
      concurrency,
      onTrouble: ({ message }) => troubles.push(message),
    });
  }

  function holdRun(job: LeasedJob, context: RunContext): Promise<RunOutcome> {
    if (bench.runs.has(job.id)) throw failed('INTERNAL', `${job.id} runs twice at once`);
    return new Promise((resolve, reject) => {
      const over = (act: () => void) => () => {
        if (bench.runs.get(job.id) !== held) return;
        bench.runs.delete(job.id);
        act();
      };
      const stop = over(() => resolve({ kind: 'stopped' }));
      const held: HeldRun = {
        job,
        context,
        stop,
        finish: over(() => resolve({ kind: 'done', result: sampleResult })),
        fail: (failure) => over(() => reject(failure))(),
      };
      bench.runs.set(job.id, held);
      context.signal.addEventListener('abort', () => {
        if (bench.obedient) stop();
      });
    });
  }

  return bench;
}
