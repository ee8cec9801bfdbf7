import type { Database } from 'better-sqlite3';
import { failed } from '../../contract/failure.ts';
import { type JobResult, jobResultSchema } from '../../contract/jobs.ts';
import type { JobRecord } from '../../domain/job-record.ts';
import { sql } from '../statement.ts';
import { type JobRow, jobColumns, jobRow, readJobRow } from './job-row.ts';

/** @throws JOB_NOT_FOUND */
export function getJob(db: Database, args: { id: string }): JobRecord {
  return readJobRow(jobRow(db, args.id));
}

/** Jobs that are on the list, newest first. */
export function listJobs(db: Database, args: { limit: number }): JobRecord[] {
  return sql<JobRow>(
    db,
    `SELECT ${jobColumns} FROM jobs WHERE removed_ms IS NULL ORDER BY created_ms DESC, seq DESC LIMIT ?`,
  )
    .all(args.limit)
    .map(readJobRow);
}

/** Whether a path is the input or the output of a job on the list. */
export function knowsPath(db: Database, args: { path: string }): boolean {
  const found = sql(
    db,
    'SELECT 1 FROM jobs WHERE removed_ms IS NULL AND (input_path = ? OR output_path = ?) LIMIT 1',
  ).get(args.path, args.path);
  return found !== undefined;
}

/** Jobs on the list by what they do. A retrying job counts as queued: it waits. */
export function countJobs(
  db: Database,
  _args: Record<string, never>,
): { running: number; queued: number; paused: number } {
  const counts = { running: 0, queued: 0, paused: 0 };
  const rows = sql<{ state: string; n: number }>(
    db,
    `SELECT state, count(*) AS n FROM jobs WHERE removed_ms IS NULL GROUP BY state`,
  ).all();
  for (const { state, n } of rows) {
    if (state === 'running') counts.running += n;
    else if (state === 'queued' || state === 'retrying') counts.queued += n;
    else if (state === 'paused') counts.paused += n;
  }
  return counts;
}

/** What a finished job found. @throws JOB_NOT_FOUND, JOB_STATE when it has no result (yet), STORE_FAILED */
export function jobResult(db: Database, args: { id: string }): JobResult {
  const row = sql<{ result: string | null; state: string }>(
    db,
    'SELECT result, state FROM jobs WHERE id = ?',
  ).get(args.id);
  if (!row) throw failed('JOB_NOT_FOUND', `There is no job ${args.id}.`);
  if (row.result === null || row.state !== 'done') {
    throw failed('JOB_STATE', `Job ${args.id} is ${row.state}; only a job that is done has a result.`);
  }
  const result = readResult(row.result);
  if (result) return result;
  throw failed(
    'STORE_FAILED',
    `The stored result of job ${args.id} cannot be read; the scored file is not affected.`,
  );
}

function readResult(text: string): JobResult | null {
  try {
    return jobResultSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
