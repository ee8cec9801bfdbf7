import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { type Failure, failed } from '../../contract/failure.ts';
import { failureSchema } from '../../contract/failure-schema.ts';
import { type JobSpec, jobProgressSchema, jobSpecSchema, jobStateSchema } from '../../contract/jobs.ts';
import type { JobCheckpoint, JobRecord } from '../../domain/job-record.ts';
import { sql } from '../statement.ts';

export type JobRow = {
  seq: number;
  id: string;
  revision: number;
  state: string;
  spec: string;
  input_path: string;
  input_name: string;
  input_size: number;
  input_mtime_ms: number;
  output_path: string;
  partial_path: string;
  model_name: string;
  model_version: string;
  model_sha256: string;
  created_ms: number;
  started_ms: number | null;
  ended_ms: number | null;
  run_after_ms: number | null;
  attempts: number;
  crashes: number;
  next_attempt_ms: number | null;
  lease_owner: string | null;
  leased_ms: number | null;
  lease_until_ms: number | null;
  heartbeat_ms: number | null;
  progressed: number;
  checkpoint: string | null;
  progress: string | null;
  ran_ms: number;
  failure: string | null;
  removed_ms: number | null;
};

// Everything but the result, which can be large and is read on its own.
export const jobColumns = `seq, id, revision, state, spec, input_path, input_name, input_size, input_mtime_ms,
  output_path, partial_path, model_name, model_version, model_sha256, created_ms, started_ms, ended_ms, run_after_ms,
  attempts, crashes, next_attempt_ms, lease_owner, leased_ms, lease_until_ms, heartbeat_ms, progressed, checkpoint,
  progress, ran_ms, failure, removed_ms`;

const checkpointSchema = z.record(z.string(), z.unknown());

/** Reads a stored row without ever failing: what cannot be read becomes null, an unknown state `failed`. */
export function readJobRow(row: JobRow): JobRecord {
  const state = jobStateSchema.safeParse(row.state);
  const checkpoint: JobCheckpoint | null = parsed(row.checkpoint, checkpointSchema);
  const failure: Failure | null = parsed(row.failure, failureSchema);
  return {
    id: row.id,
    revision: row.revision,
    state: state.success ? state.data : 'failed',
    spec: parsed<JobSpec>(row.spec, jobSpecSchema),
    inputPath: row.input_path,
    inputName: row.input_name,
    inputSizeBytes: row.input_size,
    inputMtimeMs: row.input_mtime_ms,
    outputPath: row.output_path,
    partialPath: row.partial_path,
    modelName: row.model_name,
    modelVersion: row.model_version,
    modelSha256: row.model_sha256,
    createdMs: row.created_ms,
    startedMs: row.started_ms,
    endedMs: row.ended_ms,
    runAfterMs: row.run_after_ms,
    attempts: row.attempts,
    crashes: row.crashes,
    nextAttemptMs: row.next_attempt_ms,
    leased: row.lease_owner !== null,
    leaseOwner: row.lease_owner,
    leasedMs: row.leased_ms,
    leaseUntilMs: row.lease_until_ms,
    heartbeatMs: row.heartbeat_ms,
    progressed: row.progressed !== 0,
    checkpoint,
    progress: parsed(row.progress, jobProgressSchema),
    ranMs: row.ran_ms,
    failure,
    removedMs: row.removed_ms,
  };
}

/** Why the stored settings of a job cannot be read, in words, or null when they can. */
export function specObstacle(text: string): string | null {
  const json = parseJson(text);
  if (json === undefined) return 'they are not JSON';
  const read = jobSpecSchema.safeParse(json);
  if (read.success) return null;
  const issue = read.error.issues[0];
  return issue ? `${issue.path.join('.') || 'the whole'}: ${issue.message}` : 'they have another shape';
}

/** @throws JOB_NOT_FOUND */
export function jobRow(db: Database, id: string): JobRow {
  const row = sql<JobRow>(db, `SELECT ${jobColumns} FROM jobs WHERE id = ?`).get(id);
  if (!row) throw failed('JOB_NOT_FOUND', `There is no job ${id}.`);
  return row;
}

/** Writes what {@link stepJob} may have changed, with the next revision. */
export function saveJobLife(db: Database, job: JobRecord): JobRecord {
  const saved = { ...job, revision: job.revision + 1 };
  sql(
    db,
    `UPDATE jobs SET revision = ?, state = ?, attempts = ?, crashes = ?, next_attempt_ms = ?, started_ms = ?,
       ended_ms = ?, leased_ms = ?, progressed = ?, ran_ms = ?, failure = ?, removed_ms = ?,
       lease_owner = ?, lease_until_ms = ?, heartbeat_ms = ?
     WHERE id = ?`,
  ).run(
    saved.revision,
    saved.state,
    saved.attempts,
    saved.crashes,
    saved.nextAttemptMs,
    saved.startedMs,
    saved.endedMs,
    saved.leasedMs,
    saved.progressed ? 1 : 0,
    saved.ranMs,
    saved.failure ? JSON.stringify(saved.failure) : null,
    saved.removedMs,
    saved.leaseOwner,
    saved.leaseUntilMs,
    saved.heartbeatMs,
    saved.id,
  );
  return saved;
}

function parsed<T>(text: string | null, schema: z.ZodType<T>): T | null {
  if (text === null) return null;
  const read = schema.safeParse(parseJson(text));
  return read.success ? read.data : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
