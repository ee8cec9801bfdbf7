import type { Failure } from '../contract/failure.ts';
import type { JobProgress, JobResult } from '../contract/jobs.ts';
import type { RetryPolicy } from '../domain/job.ts';
import type { JobCheckpoint, JobRecord, LeasedJob, NewJob, RejectedSample } from '../domain/job-record.ts';

/** How a run came to its end, as it is saved. */
export type RunEnd =
  | { kind: 'done'; result: JobResult }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'stopped' };

/**
 * What the scheduler needs of the place where jobs are kept. Each call is one transaction that has reached the disk
 * when it resolves. Calls for a person (create to pauseQueue) reject with JOB_NOT_FOUND or JOB_STATE.
 */
export type JobLeases = {
  create(args: { job: NewJob; nowMs: number }): Promise<JobRecord>;
  pause(args: { id: string }): Promise<JobRecord>;
  resume(args: { id: string }): Promise<JobRecord>;
  cancel(args: { id: string; nowMs: number }): Promise<JobRecord>;
  remove(args: { id: string; nowMs: number }): Promise<JobRecord>;
  restore(args: { id: string }): Promise<JobRecord>;
  pauseQueue(args: { paused: boolean }): Promise<void>;
  /** Takes the oldest job that is due; `garbled` are those that had to be failed because they cannot be read. */
  lease(args: {
    owner: string;
    nowMs: number;
    leaseUntilMs: number;
  }): Promise<{ job: LeasedJob | null; garbled: JobRecord[] }>;
  /** When the next waiting job comes due, or null. */
  nextDueMs(): Promise<number | null>;
  heartbeat(args: {
    owner: string;
    nowMs: number;
    leaseUntilMs: number;
    jobs: readonly { id: string; progress: JobProgress | null }[];
  }): Promise<{ lost: string[] }>;
  checkpoint(args: {
    id: string;
    owner: string;
    nowMs: number;
    leaseUntilMs: number;
    checkpoint: JobCheckpoint;
    progress: JobProgress | null;
    rejected: readonly RejectedSample[];
  }): Promise<{ held: boolean }>;
  /** Null when the owner does not hold the job any more. */
  endRun(args: {
    id: string;
    owner: string;
    nowMs: number;
    end: RunEnd;
    progress: JobProgress | null;
    policy: RetryPolicy;
  }): Promise<JobRecord | null>;
  /** Frees what others than the owner hold; returns what changed. */
  reclaim(args: { owner: string; nowMs: number; policy: RetryPolicy }): Promise<JobRecord[]>;
};
