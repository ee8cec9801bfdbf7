import { type Failure, failed, toFailure } from '../contract/failure.ts';
import type { JobProgress } from '../contract/jobs.ts';
import { defaultRetryPolicy, type RetryPolicy } from '../domain/job.ts';
import type { JobRecord, LeasedJob, NewJob } from '../domain/job-record.ts';
import type { JobLeases, RunEnd } from './leases.ts';
import { carryOut, type RunJob } from './run.ts';
import { systemTimers, type Timers } from '../domain/timers.ts';

export type JobChange =
  /** The job was made or is in another state. */
  | { kind: 'job'; job: JobRecord }
  | { kind: 'progress'; id: string; progress: JobProgress }
  | { kind: 'queue'; paused: boolean };

export type SchedulerOptions = {
  jobs: JobLeases;
  run: RunJob;
  /** Milliseconds since the epoch. */
  nowMs: () => number;
  /** Names this process in the leases; another one for every start of the program. */
  owner: string;
  timers?: Timers;
  /** Runs at a time. */
  concurrency?: number;
  heartbeatMs?: number;
  /** How long a lease lasts without a heartbeat. */
  leaseMs?: number;
  retry?: RetryPolicy;
  /** How long `stop` waits for runs to come to their checkpoint. */
  stopWaitMs?: number;
  /** Told of what fails without anybody having asked, such as a heartbeat that cannot be saved. */
  onTrouble?: (failure: Failure) => void;
};

export type Scheduler = {
  /** Takes up what an earlier process left running, then runs what is due. */
  start(): Promise<void>;
  /** Lets every run stop at its checkpoint and puts those jobs back into the queue. Safe to call again. */
  stop(): Promise<void>;
  create(job: NewJob): Promise<JobRecord>;
  /** The answer is paused at once; its run, if any, comes to its checkpoint a little later. */
  pause(id: string): Promise<JobRecord>;
  /** Puts a paused, failed, cancelled or retrying job back into the queue, to go on from its checkpoint. */
  resume(id: string): Promise<JobRecord>;
  /** What was finished is kept. */
  cancel(id: string): Promise<JobRecord>;
  remove(id: string): Promise<JobRecord>;
  restore(id: string): Promise<JobRecord>;
  /** Holds back new runs; those that run go on. */
  pauseQueue(paused: boolean): Promise<void>;
  /** Looks again for what is due, after something else than a job has changed. */
  wake(): void;
  /** Newer progress than the stored one, for a job that runs now. */
  progressOf(id: string): JobProgress | null;
  /** Returns the undo. */
  subscribe(listener: (change: JobChange) => void): () => void;
};

type Running = {
  /** The job's revision when it was leased for this run; words with a later one are meant for it. */
  revision: number;
  controller: AbortController;
  progress: JobProgress | null;
  /** Resolves when its end is saved; never rejects. */
  over: Promise<void>;
};

// Clocks jump and machines sleep, so a far date is looked at again in between.
const longestWaitMs = 60_000;
const troubleWaitMs = 5_000;
const worthRetrying = new Set(['DISK_FULL', 'STORE_FAILED', 'FOLDER_UNUSABLE']);

/** Runs stored jobs, oldest first, a few at a time; all that must outlive this process is in `jobs`. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { jobs, run, nowMs, owner } = options;
  const { timers = systemTimers, concurrency = 2, heartbeatMs = 5_000, leaseMs = 30_000 } = options;
  const { retry = defaultRetryPolicy, stopWaitMs = 10_000, onTrouble = () => {} } = options;

  let state: 'new' | 'starting' | 'running' | 'stopping' | 'stopped' = 'new';
  const running = new Map<string, Running>();
  /** Revisions in which jobs were last told to stop: the word may get here before the lease it is meant for. */
  const toldToStop = new Map<string, number>();
  const listeners = new Set<(change: JobChange) => void>();
  const stopping = new AbortController();
  let filling: Promise<void> | null = null;
  let fillAgain = false;
  let undoWake = () => {};
  let undoHeartbeat = () => {};
  let stopped: Promise<void> | null = null;

  const trouble = (thrown: unknown) => onTrouble(toFailure(thrown));
  const emit = (change: JobChange) => {
    for (const listener of listeners) {
      try {
        listener(change);
      } catch (thrown) {
        trouble(thrown);
      }
    }
  };
  const changed = (job: JobRecord) => {
    emit({ kind: 'job', job });
    return job;
  };
  const leaseUntilMs = () => nowMs() + leaseMs;

  /** Starts what is due until all places are taken. One at a time; asked meanwhile, it looks again. */
  function fill(): void {
    if (state !== 'running') return;
    if (filling) {
      fillAgain = true;
      return;
    }
    undoWake();
    filling = (async () => {
      try {
        await takeWhatIsDue();
      } catch (thrown) {
        trouble(thrown);
        wakeAfter(troubleWaitMs);
      }
      filling = null;
      if (fillAgain) {
        fillAgain = false;
        fill();
      }
    })();
  }

  async function takeWhatIsDue(): Promise<void> {
    while (state === 'running' && running.size < concurrency) {
      const { job, garbled } = await jobs.lease({ owner, nowMs: nowMs(), leaseUntilMs: leaseUntilMs() });
      garbled.forEach(changed);
      if (!job) {
        const dueMs = await jobs.nextDueMs();
        if (dueMs !== null) wakeAfter(dueMs - nowMs());
        return;
      }
      begin(job);
    }
  }

  function wakeAfter(waitMs: number): void {
    undoWake();
    if (state === 'running') undoWake = timers.after(Math.min(longestWaitMs, Math.max(1, waitMs)), fill);
  }

  function begin(job: LeasedJob): void {
    const controller = new AbortController();
    const one: Running = {
      revision: job.revision,
      controller,
      progress: job.progress,
      over: Promise.resolve(),
    };
    running.set(job.id, one);
    if ((toldToStop.get(job.id) ?? 0) > job.revision) {
      controller.abort(whyStop('The job was paused or cancelled.'));
    }
    toldToStop.delete(job.id);
    if (state !== 'running') controller.abort(whyStop('Foredeck is closing.'));
    one.over = (async () => {
      const end: RunEnd = controller.signal.aborted ? { kind: 'stopped' } : await runOne(job, one);
      const ended = await saveEnd(job.id, end, one);
      if (running.get(job.id) === one) running.delete(job.id);
      if (ended) changed(ended);
      fill();
    })();
  }

  function runOne(job: LeasedJob, one: Running): Promise<RunEnd> {
    changed(job);
    return carryOut(run, job, {
      signal: one.controller.signal,
      checkpoint: async (checkpoint, more = {}) => {
        if (more.progress) one.progress = more.progress;
        const { held } = await jobs.checkpoint({
          id: job.id,
          owner,
          nowMs: nowMs(),
          leaseUntilMs: leaseUntilMs(),
          checkpoint,
          progress: more.progress ?? one.progress,
          rejected: more.rejected ?? [],
        });
        if (more.progress) emit({ kind: 'progress', id: job.id, progress: more.progress });
        if (held) return;
        loseLease(one);
        throw whyStop('Another process has taken over this job.');
      },
      progress: (progress) => {
        one.progress = progress;
        emit({ kind: 'progress', id: job.id, progress });
      },
    });
  }

  /** A finished run must not be run again because its end could not be written: tries until it can. */
  async function saveEnd(id: string, end: RunEnd, one: Running): Promise<JobRecord | null> {
    const atMs = nowMs();
    for (;;) {
      try {
        return await jobs.endRun({ id, owner, nowMs: atMs, end, progress: one.progress, policy: retry });
      } catch (thrown) {
        trouble(thrown);
        if (stopping.signal.aborted || !worthRetrying.has(toFailure(thrown).code)) return null;
        await wait(troubleWaitMs);
      }
    }
  }

  function wait(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const over = () => {
        undo();
        stopping.signal.removeEventListener('abort', over);
        resolve();
      };
      const undo = timers.after(waitMs, over);
      stopping.signal.addEventListener('abort', over);
    });
  }

  function beat(): void {
    undoHeartbeat = timers.after(heartbeatMs, () => {
      const runs = new Map(running);
      const held = [...runs].map(([id, { progress }]) => ({ id, progress }));
      const told =
        held.length === 0
          ? Promise.resolve({ lost: [] })
          : jobs.heartbeat({ owner, nowMs: nowMs(), leaseUntilMs: leaseUntilMs(), jobs: held });
      told
        .then(({ lost }) => lost.forEach((id) => loseLease(runs.get(id))), trouble)
        .finally(() => {
          if (state === 'running' || state === 'stopping') beat();
        });
    });
  }

  function loseLease(one: Running | undefined): void {
    // A run whose end has just been saved is not held either; there is nothing left to stop then.
    one?.controller.abort(whyStop('Another process has taken over this job.'));
  }

  /** After the store has said that a job is not to run on. */
  function stopRun(job: JobRecord, why: string): JobRecord {
    const one = running.get(job.id);
    if (one && one.revision < job.revision) one.controller.abort(whyStop(why));
    toldToStop.set(job.id, job.revision);
    return changed(job);
  }

  function refill(job: JobRecord): JobRecord {
    changed(job);
    fill();
    return job;
  }

  return {
    start: async () => {
      if (state !== 'new') throw failed('CLOSED', 'This scheduler was started before.');
      state = 'starting';
      const reclaimed = await jobs.reclaim({ owner, nowMs: nowMs(), policy: retry });
      if (state !== 'starting') return;
      state = 'running';
      reclaimed.forEach(changed);
      beat();
      fill();
    },
    stop: () => {
      stopped ??= (async () => {
        state = 'stopping';
        undoWake();
        stopping.abort();
        for (const { controller } of running.values()) controller.abort(whyStop('Foredeck is closing.'));
        let undo = () => {};
        const late = new Promise<void>((resolve) => {
          undo = timers.after(stopWaitMs, resolve);
        });
        const settled = (async () => {
          await filling;
          await Promise.all([...running.values()].map(({ over }) => over));
        })();
        await Promise.race([settled, late]);
        undo();
        undoHeartbeat();
        state = 'stopped';
      })();
      return stopped;
    },
    create: async (job) => refill(await jobs.create({ job, nowMs: nowMs() })),
    pause: async (id) => stopRun(await jobs.pause({ id }), 'The job was paused.'),
    resume: async (id) => refill(await jobs.resume({ id })),
    cancel: async (id) => stopRun(await jobs.cancel({ id, nowMs: nowMs() }), 'The job was cancelled.'),
    remove: async (id) => changed(await jobs.remove({ id, nowMs: nowMs() })),
    restore: async (id) => changed(await jobs.restore({ id })),
    pauseQueue: async (paused) => {
      await jobs.pauseQueue({ paused });
      emit({ kind: 'queue', paused });
      fill();
    },
    wake: fill,
    progressOf: (id) => running.get(id)?.progress ?? null,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function whyStop(why: string) {
  return failed('CANCELLED', why);
}
