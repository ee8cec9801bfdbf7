import { type Failure, failed } from '../contract/failure.ts';
import type { JobState } from '../contract/jobs.ts';

/** What of a job its life depends on. Times are milliseconds since the epoch, durations milliseconds. */
export type JobLife = {
  state: JobState;
  /**
   * A run holds the job. It may outlast the state `running`: a paused or cancelled run works on for a moment until
   * it has stopped at its checkpoint, and until then nobody else may take the job.
   */
  leased: boolean;
  /** The checkpoint has moved since the lease was taken. */
  progressed: boolean;
  /** Tries in a row that failed. */
  attempts: number;
  /** Times in a row that the whole program ended under this job before its checkpoint moved. */
  crashes: number;
  /** When a retrying job is tried again. */
  nextAttemptMs: number | null;
  /** Not to start before this time. */
  runAfterMs: number | null;
  /** First start. */
  startedMs: number | null;
  endedMs: number | null;
  /** When the run that holds it began. */
  leasedMs: number | null;
  /** Time spent in runs that are over. */
  ranMs: number;
  failure: Failure | null;
  /** When it was taken off the list. */
  removedMs: number | null;
};

export type JobEvent =
  /** A run takes the job. */
  | { kind: 'lease'; atMs: number }
  /** The run's checkpoint moved forward. */
  | { kind: 'checkpoint' }
  /** The run reached its end. */
  | { kind: 'finish'; atMs: number }
  /** The run failed. */
  | { kind: 'fail'; atMs: number; failure: Failure }
  /** The run stopped at its checkpoint because it was told to. */
  | { kind: 'stop'; atMs: number }
  /** The program that ran it is gone without a word; it was last seen at `lastSeenMs`. */
  | { kind: 'reclaim'; atMs: number; lastSeenMs: number }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'cancel'; atMs: number }
  | { kind: 'remove'; atMs: number }
  | { kind: 'restore' };

/** When a job that failed is tried again, as plain data so that it crosses to the store's thread. */
export type RetryPolicy = {
  /** Failed tries in a row after which the job has failed. */
  maxAttempts: number;
  /** Crashes of the whole program in a row, without progress, after which the job has failed. */
  maxCrashes: number;
  firstWaitMs: number;
  /** Each wait is this many times the one before, up to `maxWaitMs`. */
  factor: number;
  maxWaitMs: number;
};

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 5,
  maxCrashes: 50,
  firstWaitMs: 1_000,
  factor: 3,
  maxWaitMs: 60_000,
};

/** How long to wait after the `attempts`-th failed try (from 1), in milliseconds. */
export function retryWaitMs(policy: RetryPolicy, attempts: number): number {
  return Math.min(policy.maxWaitMs, policy.firstWaitMs * policy.factor ** Math.max(0, attempts - 1));
}

/** The life a new job begins with. */
export function newJobLife(runAfterMs: number | null): JobLife {
  return {
    state: 'queued',
    leased: false,
    progressed: false,
    attempts: 0,
    crashes: 0,
    nextAttemptMs: null,
    runAfterMs,
    startedMs: null,
    endedMs: null,
    leasedMs: null,
    ranMs: 0,
    failure: null,
    removedMs: null,
  };
}

/** Whether a run may take the job now. */
export function isDue(life: JobLife, nowMs: number): boolean {
  return dueMs(life) !== null && (dueMs(life) ?? 0) <= nowMs;
}

/** From when on a run may take the job (0 = always), or null when its state does not let it run. */
export function dueMs(life: JobLife): number | null {
  if (life.leased || life.removedMs !== null) return null;
  if (life.state === 'queued') return life.runAfterMs ?? 0;
  if (life.state === 'retrying') return Math.max(life.nextAttemptMs ?? 0, life.runAfterMs ?? 0);
  return null;
}

/** Whether nothing will happen to the job by itself any more. */
export function hasEnded(state: JobState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/**
 * The life after an event. Pure; the store applies it inside the transaction that saves it.
 * @throws JOB_STATE when the event is not possible in this state, in words for the person who asked for it.
 */
export function stepJob(life: JobLife, event: JobEvent, policy: RetryPolicy): JobLife {
  switch (event.kind) {
    case 'lease':
      return lease(life, event.atMs);
    case 'checkpoint':
      return { ...held(life, 'save a checkpoint'), progressed: true, attempts: 0, crashes: 0 };
    case 'finish':
      // Also when it was paused or cancelled a moment before: the finished file stands under its final name.
      return {
        ...released(held(life, 'finish'), event.atMs),
        state: 'done',
        endedMs: event.atMs,
        failure: null,
        nextAttemptMs: null,
      };
    case 'fail':
      return fail(held(life, 'fail'), event, policy);
    case 'stop': {
      const free = released(held(life, 'stop'), event.atMs);
      return life.state === 'running' ? { ...free, state: 'queued' } : free;
    }
    case 'reclaim':
      return reclaim(held(life, 'be reclaimed'), event, policy);
    case 'pause':
      if (life.state === 'queued' || life.state === 'running' || life.state === 'retrying') {
        return { ...life, state: 'paused', nextAttemptMs: null };
      }
      throw refused(life, 'pause');
    case 'resume':
      return resume(life);
    case 'cancel':
      if (hasEnded(life.state)) throw refused(life, 'cancel');
      return { ...life, state: 'cancelled', endedMs: event.atMs, nextAttemptMs: null };
    case 'remove':
      if (!hasEnded(life.state) || life.leased) throw refused(life, 'remove');
      return { ...life, removedMs: life.removedMs ?? event.atMs };
    case 'restore':
      return { ...life, removedMs: null };
  }
}

function lease(life: JobLife, atMs: number): JobLife {
  if (!isDue(life, atMs)) throw refused(life, 'start');
  return {
    ...life,
    state: 'running',
    leased: true,
    progressed: false,
    leasedMs: atMs,
    startedMs: life.startedMs ?? atMs,
    endedMs: null,
    nextAttemptMs: null,
  };
}

function fail(life: JobLife, event: { atMs: number; failure: Failure }, policy: RetryPolicy): JobLife {
  const free = released(life, event.atMs);
  // Told to stop, and it fell over while stopping: the person's word stands, unless trying again cannot help.
  if (life.state === 'cancelled') return free;
  if (life.state === 'paused' && event.failure.retryable) return { ...free, failure: event.failure };
  const attempts = life.attempts + 1;
  if (event.failure.retryable && attempts < policy.maxAttempts) {
    return {
      ...free,
      state: 'retrying',
      attempts,
      failure: event.failure,
      nextAttemptMs: event.atMs + retryWaitMs(policy, attempts),
    };
  }
  return { ...free, state: 'failed', attempts, failure: event.failure, endedMs: event.atMs };
}

function reclaim(life: JobLife, event: { atMs: number; lastSeenMs: number }, policy: RetryPolicy): JobLife {
  const free = released(life, event.lastSeenMs);
  if (life.state !== 'running') return free;
  const crashes = life.progressed ? 0 : life.crashes + 1;
  if (crashes < policy.maxCrashes) return { ...free, state: 'queued', crashes };
  return {
    ...free,
    state: 'failed',
    crashes,
    endedMs: event.atMs,
    failure: {
      code: 'ENGINE_CRASHED',
      message:
        `The program ended ${crashes} times in a row while this job was running and before it got any further, ` +
        'so it is not started again by itself. Look at the logs, then resume the job to try once more.',
      retryable: false,
    },
  };
}

function resume(life: JobLife): JobLife {
  const { state } = life;
  if (life.removedMs !== null) throw refused(life, 'resume');
  if (state === 'paused' || state === 'failed' || state === 'cancelled' || state === 'retrying') {
    return {
      ...life,
      state: 'queued',
      attempts: 0,
      crashes: 0,
      nextAttemptMs: null,
      endedMs: null,
      failure: null,
    };
  }
  throw refused(life, 'resume');
}

function released(life: JobLife, atMs: number): JobLife {
  const lastedMs = life.leasedMs === null ? 0 : Math.max(0, atMs - life.leasedMs);
  return { ...life, leased: false, leasedMs: null, progressed: false, ranMs: life.ranMs + lastedMs };
}

function held(life: JobLife, verb: string): JobLife {
  if (life.leased) return life;
  throw failed(
    'JOB_STATE',
    `Only a run that holds the job can ${verb}; this job is ${stateWords[life.state]}.`,
  );
}

const stateWords: Record<JobState, string> = {
  queued: 'waiting in the queue',
  running: 'running',
  paused: 'paused',
  retrying: 'waiting for its next try',
  done: 'done',
  failed: 'failed',
  cancelled: 'cancelled',
};

function refused(life: JobLife, verb: 'start' | 'pause' | 'resume' | 'cancel' | 'remove') {
  const is = life.state === 'failed' ? 'it has failed' : `it is ${stateWords[life.state]}`;
  const hints: Partial<Record<typeof verb, string>> = {
    remove: life.leased ? ' Wait until it has stopped.' : ' Cancel it first.',
    ...(life.removedMs === null ? {} : { resume: ' It was taken off the list; put it back first.' }),
  };
  return failed('JOB_STATE', `Cannot ${verb} this job: ${is}.${hints[verb] ?? ''}`);
}
