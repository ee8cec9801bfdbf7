import type { Database } from 'better-sqlite3';
import { failed } from '../../contract/failure.ts';
import { defaultRetryPolicy, type JobEvent, newJobLife, stepJob } from '../../domain/job.ts';
import type { JobRecord, NewJob } from '../../domain/job-record.ts';
import { sql } from '../statement.ts';
import { jobRow, readJobRow, saveJobLife } from './job-row.ts';

// A job's id names its folder.
const folderName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/u;

/** Stores a new job, queued. @throws BAD_REQUEST when the id cannot name a folder, JOB_STATE when it is taken */
export function createJob(db: Database, args: { job: NewJob; nowMs: number }): JobRecord {
  const { job, nowMs } = args;
  if (!folderName.test(job.id)) throw failed('BAD_REQUEST', `${JSON.stringify(job.id)} is no job id.`);
  const life = newJobLife(job.spec.runAfterMs);
  const known = sql(db, 'SELECT 1 FROM jobs WHERE id = ?').get(job.id);
  if (known) throw failed('JOB_STATE', `There is a job ${job.id} already.`);
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

/** Back into the queue, to go on from its checkpoint. @throws JOB_NOT_FOUND, JOB_STATE */
export function resumeJob(db: Database, args: { id: string }): JobRecord {
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

function change(db: Database, id: string, event: JobEvent): JobRecord {
  const job = readJobRow(jobRow(db, id));
  return saveJobLife(db, { ...job, ...stepJob(job, event, defaultRetryPolicy) });
}
