import type { Database } from 'better-sqlite3';
import type { Failure } from '../../contract/failure.ts';
import type { JobProgress, JobResult } from '../../contract/jobs.ts';
import { defaultRetryPolicy, type JobEvent, type RetryPolicy, stepJob } from '../../domain/job.ts';
import type { JobCheckpoint, JobRecord, LeasedJob, RejectedSample } from '../../domain/job-record.ts';
import { sql } from '../statement.ts';
import { type JobRow, jobColumns, jobRow, readJobRow, saveJobLife, specObstacle } from './job-row.ts';
import { isQueuePaused } from './queue.ts';
import { keepRejected } from './rejected-rows.ts';

// Named, because the planner would rather walk through all jobs there ever were.
const takeable = `jobs INDEXED BY jobs_takeable WHERE lease_owner IS NULL AND removed_ms IS NULL AND state IN ('queued', 'retrying')
  AND NOT EXISTS (SELECT 1 FROM model_settings WHERE is_on = 0 AND name = model_name AND version = model_version)`;
const dueAt = `max(coalesce(run_after_ms, 0), CASE state WHEN 'retrying' THEN coalesce(next_attempt_ms, 0) ELSE 0 END)`;

/**
 * Takes the oldest job that is due, for `owner`; those whose model is switched off wait. Jobs whose stored settings cannot be read are failed on the way,
 * with the reason, and returned in `garbled`.
 */
export function leaseJob(
  db: Database,
  args: { owner: string; nowMs: number; leaseUntilMs: number },
): { job: LeasedJob | null; garbled: JobRecord[] } {
  const garbled: JobRecord[] = [];
  if (isQueuePaused(db)) return { job: null, garbled };
  for (;;) {
    const row = sql<JobRow>(
      db,
      `SELECT ${jobColumns} FROM ${takeable} AND ${dueAt} <= ? ORDER BY created_ms, seq LIMIT 1`,
    ).get(args.nowMs);
    if (!row) return { job: null, garbled };
    const job = readJobRow(row);
    const life = stepJob(job, { kind: 'lease', atMs: args.nowMs }, defaultRetryPolicy);
    const leased = {
      ...job,
      ...life,
      leaseOwner: args.owner,
      leaseUntilMs: args.leaseUntilMs,
      heartbeatMs: args.nowMs,
    };
    if (job.spec !== null) return { job: { ...saveJobLife(db, leased), spec: job.spec }, garbled };
    garbled.push(settle(db, leased, { kind: 'fail', atMs: args.nowMs, failure: garbledFailure(row) }));
  }
}

/** When the next waiting job comes due, or null when none waits for a time. */
export function nextDueMs(db: Database, _args: Record<string, never>): number | null {
  if (isQueuePaused(db)) return null;
  return sql<{ due: number | null }>(db, `SELECT min(${dueAt}) AS due FROM ${takeable}`).get()?.due ?? null;
}

/** Tells that the runs of `owner` live, with their progress. Returns the ids that `owner` does not hold (any more). */
export function heartbeatJobs(
  db: Database,
  args: {
    owner: string;
    nowMs: number;
    leaseUntilMs: number;
    jobs: readonly { id: string; progress: JobProgress | null }[];
  },
): { lost: string[] } {
  const lost: string[] = [];
  for (const { id, progress } of args.jobs) {
    const { changes } = sql(
      db,
      `UPDATE jobs SET heartbeat_ms = ?, lease_until_ms = ?, progress = coalesce(?, progress)
       WHERE id = ? AND lease_owner = ?`,
    ).run(args.nowMs, args.leaseUntilMs, progress && JSON.stringify(progress), id, args.owner);
    if (changes === 0) lost.push(id);
  }
  return { lost };
}

/**
 * Saves how far a run has come, with its progress and the rows rejected since, all or nothing.
 * `held` is false, and nothing is saved, when `owner` does not hold the job (any more).
 */
export function checkpointJob(
  db: Database,
  args: {
    id: string;
    owner: string;
    nowMs: number;
    leaseUntilMs: number;
    checkpoint: JobCheckpoint;
    progress: JobProgress | null;
    rejected: readonly RejectedSample[];
  },
): { held: boolean } {
  const row = jobRow(db, args.id);
  if (row.lease_owner !== args.owner) return { held: false };
  const text = JSON.stringify(args.checkpoint);
  const job = readJobRow(row);
  const life = text === row.checkpoint ? job : stepJob(job, { kind: 'checkpoint' }, defaultRetryPolicy);
  sql(
    db,
    `UPDATE jobs SET checkpoint = ?, progress = coalesce(?, progress), heartbeat_ms = ?, lease_until_ms = ?,
       progressed = ?, attempts = ?, crashes = ? WHERE id = ?`,
  ).run(
    text,
    args.progress && JSON.stringify(args.progress),
    args.nowMs,
    args.leaseUntilMs,
    life.progressed ? 1 : 0,
    life.attempts,
    life.crashes,
    args.id,
  );
  keepRejected(db, { id: args.id, rows: args.rejected });
  return { held: true };
}

/** How a run came to its end; the lease is given back with it. */
export type RunEnd =
  | { kind: 'done'; result: JobResult }
  | { kind: 'failed'; failure: Failure }
  | { kind: 'stopped' };

/** Saves the end of a run. Null, and nothing is saved, when `owner` does not hold the job (any more). */
export function endRun(
  db: Database,
  args: {
    id: string;
    owner: string;
    nowMs: number;
    end: RunEnd;
    progress: JobProgress | null;
    policy: RetryPolicy;
  },
): JobRecord | null {
  const row = jobRow(db, args.id);
  if (row.lease_owner !== args.owner) return null;
  if (args.progress) {
    sql(db, 'UPDATE jobs SET progress = ? WHERE id = ?').run(JSON.stringify(args.progress), args.id);
  }
  if (args.end.kind === 'done') {
    sql(db, 'UPDATE jobs SET result = ? WHERE id = ?').run(JSON.stringify(args.end.result), args.id);
  }
  const job = { ...readJobRow(row), progress: args.progress ?? readJobRow(row).progress };
  return settle(db, job, runEvent(args.end, args.nowMs), args.policy);
}

/**
 * Frees every job that somebody other than `owner` holds: whoever holds the data folder knows that all runs
 * from before are dead. Returns the jobs that changed.
 */
export function reclaimJobs(
  db: Database,
  args: { owner: string; nowMs: number; policy: RetryPolicy },
): JobRecord[] {
  const rows = sql<JobRow>(
    db,
    `SELECT ${jobColumns} FROM jobs WHERE lease_owner IS NOT NULL AND lease_owner <> ? ORDER BY created_ms, seq`,
  ).all(args.owner);
  const free = rows.map((row) =>
    settle(
      db,
      readJobRow(row),
      { kind: 'reclaim', atMs: args.nowMs, lastSeenMs: row.heartbeat_ms ?? row.leased_ms ?? args.nowMs },
      args.policy,
    ),
  );
  // A job cannot be running without a run; nothing but a damaged or hand-edited row gets here.
  const adrift = sql<{ id: string }>(
    db,
    `UPDATE jobs SET state = 'queued', revision = revision + 1
     WHERE lease_owner IS NULL AND state = 'running' RETURNING id`,
  ).all();
  return [...free, ...adrift.map(({ id }) => readJobRow(jobRow(db, id)))];
}

function settle(
  db: Database,
  job: JobRecord,
  event: JobEvent,
  policy: RetryPolicy = defaultRetryPolicy,
): JobRecord {
  const life = stepJob(job, event, policy);
  return saveJobLife(db, { ...job, ...life, leaseOwner: null, leaseUntilMs: null, heartbeatMs: null });
}

function runEvent(end: RunEnd, atMs: number): JobEvent {
  if (end.kind === 'done') return { kind: 'finish', atMs };
  if (end.kind === 'failed') return { kind: 'fail', atMs, failure: end.failure };
  return { kind: 'stop', atMs };
}

function garbledFailure(row: JobRow): Failure {
  return {
    code: 'STORE_FAILED',
    message:
      `The stored settings of the job on ${row.input_name} cannot be read (${specObstacle(row.spec) ?? 'unknown'}), ` +
      'so it was not started. Make the job again from its file.',
    retryable: false,
  };
}
