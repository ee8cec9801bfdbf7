import type { Failure } from '../contract/failure.ts';
import type { Job, JobProgress, JobSpec } from '../contract/jobs.ts';
import type { JobLife } from './job.ts';

/** Whatever the batch pipeline needs to go on from where it was: plain data, kept as JSON, read by nobody else. */
export type JobCheckpoint = Readonly<Record<string, unknown>>;

/** What is settled about a job when it is made. */
export type NewJob = {
  id: string;
  spec: JobSpec;
  inputPath: string;
  inputName: string;
  inputSizeBytes: number;
  inputMtimeMs: number;
  outputPath: string;
  /** The file that grows until it gets its final name. */
  partialPath: string;
  modelName: string;
  modelVersion: string;
  modelSha256: string;
};

/** A job as the store keeps it (its result is read on its own). */
export type JobRecord = Omit<NewJob, 'spec'> &
  JobLife & {
    /** Null when what was stored cannot be read as a job any more. */
    spec: JobSpec | null;
    /** Counts every change of the job except checkpoints and progress. */
    revision: number;
    createdMs: number;
    leaseOwner: string | null;
    leaseUntilMs: number | null;
    heartbeatMs: number | null;
    checkpoint: JobCheckpoint | null;
    progress: JobProgress | null;
  };

/** A job that a run has taken: what was stored about it could be read. */
export type LeasedJob = JobRecord & { spec: JobSpec };

/** One rejected cell, kept as a sample. */
export type RejectedSample = { row: number; feature: string; column: string; value: string; reason: string };

/** Samples of rejected rows kept for a job; only their number is known beyond that. */
export const keptRejectedSamples = 1_000;

/** What a job is to those outside. `live` is newer progress than the stored one, `waitingFor` what holds back jobs of its model. */
export function jobView(
  record: JobRecord,
  more: { live?: JobProgress | null; waitingFor?: string | null } = {},
): Job {
  return {
    id: record.id,
    state: record.state,
    inputPath: record.inputPath,
    inputName: record.inputName,
    outputPath: record.outputPath,
    model: { name: record.modelName, version: record.modelVersion },
    createdAtMs: record.createdMs,
    startedAtMs: record.startedMs,
    endedAtMs: record.endedMs,
    runAfterMs: record.runAfterMs,
    waitingFor: waits(record.state) ? (more.waitingFor ?? null) : null,
    attempts: record.attempts,
    progress: more.live ?? record.progress ?? noProgress(record.inputSizeBytes),
    failure: shownFailure(record),
  };
}

function waits(state: JobRecord['state']): boolean {
  return state === 'queued' || state === 'retrying';
}

/** The progress of a job that has not begun. */
export function noProgress(bytesTotal: number): JobProgress {
  return {
    rowsDone: 0,
    rejected: 0,
    bytesDone: 0,
    bytesTotal,
    share: null,
    rowsPerSecond: null,
    secondsLeft: null,
    stages: { read: 0, encode: 0, infer: 0, write: 0 },
  };
}

// What went wrong before a try that is now running or has succeeded is no failure of the job.
function shownFailure(record: JobRecord): Failure | null {
  return record.state === 'done' || record.state === 'running' ? null : record.failure;
}
