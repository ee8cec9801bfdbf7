import { basename } from 'node:path';
import type { Database } from 'better-sqlite3';
import { failed } from '../../contract/failure.ts';
import { defaultRetryPolicy, type JobEvent, newJobLife, stepJob } from '../../domain/job.ts';
import type { JobRecord, NewJob } from '../../domain/job-record.ts';
import { sql } from '../statement.ts';
import { jobRow, readJobRow, saveJobLife } from './job-row.ts';

// A job's id names its folder.
const folderName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/u;

/**
 * Stores a new job, queued.
 * @throws BAD_REQUEST when the id cannot name a folder, JOB_STATE when it is taken, OUTPUT_EXISTS when another job is
 *   about to write its output, MODEL_NOT_FOUND when its model was just removed
 */
export function createJob(db: Database, args: { job: NewJob; nowMs: number }): JobRecord {
  const { job, nowMs } = args;
  if (!folderName.test(job.id)) throw failed('BAD_REQUEST', `${JSON.stringify(job.id)} is no job id.`);
  const life = newJobLife(job.spec.runAfterMs);
  const known = sql(db, 'SELECT 1 FROM jobs WHERE id = ?').get(job.id);
  if (known) throw failed('JOB_STATE', `There is a job ${job.id} already.`);
  refuseRival(db, job);
  refuseRemovedModel(db, job);
  sql(
    db,
    `INSERT INTO jobs (id, revision, state, spec, input_path, input_name, input_size, input_mtime_ms, output_path,
       partial_path, model_name, model_version, model_sha256, created_ms, run_after_ms)
     VALUES (?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  ).run(
    job.id,
    life.state,
    JSON.stringify(job.spec),
    job.inputPath,
    job.inputName,
    job.inputSizeBytes,
    job.inputMtimeMs,
    job.outputPath,
    job.partialPath,
    job.modelName,
    job.modelVersion,
    job.modelSha256,
    nowMs,
    life.runAfterMs,
  );
  return readJobRow(jobRow(db, job.id));
}

/** The run that holds it stops at its checkpoint; until it has, the job stays leased. @throws JOB_NOT_FOUND, JOB_STATE */
export function pauseJob(db: Database, args: { id: string }): JobRecord {
  return change(db, args.id, { kind: 'pause' });
}

/**
 * Back into the queue, to go on from its checkpoint.
 * @throws JOB_NOT_FOUND, JOB_STATE, OUTPUT_EXISTS when another job is about to write its output, MODEL_NOT_FOUND when
 *   its model was removed
 */
export function resumeJob(db: Database, args: { id: string }): JobRecord {
  const job = readJobRow(jobRow(db, args.id));
  refuseRival(db, job);
  refuseRemovedModel(db, job);
  return change(db, args.id, { kind: 'resume' });
}

/** @throws JOB_NOT_FOUND, JOB_STATE */
export function cancelJob(db: Database, args: { id: string; nowMs: number }): JobRecord {
  return change(db, args.id, { kind: 'cancel', atMs: args.nowMs });
}

/** Takes an ended job off the list. @throws JOB_NOT_FOUND, JOB_STATE */
export function removeJob(db: Database, args: { id: string; nowMs: number }): JobRecord {
  return change(db, args.id, { kind: 'remove', atMs: args.nowMs });
}

/** The undo of {@link removeJob}. @throws JOB_NOT_FOUND */
export function restoreJob(db: Database, args: { id: string }): JobRecord {
  return change(db, args.id, { kind: 'restore' });
}

/** Of two jobs that write one file, the second would find out at its very end. */
function refuseRival(db: Database, { id, outputPath }: { id: string; outputPath: string }): void {
  const rival = sql<{ id: string }>(
    db,
    `SELECT id FROM jobs WHERE output_path = ? AND id <> ? AND removed_ms IS NULL
       AND state NOT IN ('done', 'failed', 'cancelled') LIMIT 1`,
  ).get(outputPath, id);
  if (!rival) return;
  const file = basename(outputPath);
  throw failed('OUTPUT_EXISTS', `Job ${rival.id} is about to write ${file}; choose another output.`, {
    details: { file },
  });
}

/** A version that was taken off the list goes for good at the next start. */
function refuseRemovedModel(
  db: Database,
  { modelName, modelVersion }: { modelName: string; modelVersion: string },
): void {
  const removed = sql(db, 'SELECT 1 FROM model_removals WHERE name = ? AND version = ?').get(
    modelName,
    modelVersion,
  );
  if (removed) throw failed('MODEL_NOT_FOUND', `The model ${modelName}@${modelVersion} was removed.`);
}

function change(db: Database, id: string, event: JobEvent): JobRecord {
  const job = readJobRow(jobRow(db, id));
  return saveJobLife(db, { ...job, ...stepJob(job, event, defaultRetryPolicy) });
}
