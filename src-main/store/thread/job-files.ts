import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { failureSchema } from '../../contract/failure-schema.ts';
import { jobProgressSchema, jobStateSchema } from '../../contract/jobs.ts';
import type { JobRecord } from '../../domain/job-record.ts';
import { makeFolder, replaceFile } from '../data-folder.ts';
import { sql } from '../statement.ts';

const json = z.record(z.string(), z.unknown());
const time = z.number().nullable();

/** `jobs/<id>/job.json`: what brings a job back when the database is lost. Leases and tries are of no use then. */
const jobFileSchema = z.object({
  format: z.literal(1),
  job: z.object({
    id: z.string(),
    revision: z.number().int(),
    state: jobStateSchema,
    spec: json.nullable(),
    inputPath: z.string(),
    inputName: z.string(),
    inputSizeBytes: z.number(),
    inputMtimeMs: z.number(),
    outputPath: z.string(),
    partialPath: z.string(),
    modelName: z.string(),
    modelVersion: z.string(),
    modelSha256: z.string(),
    createdMs: z.number(),
    startedMs: time,
    endedMs: time,
    runAfterMs: time,
    ranMs: z.number(),
    checkpoint: json.nullable(),
    progress: jobProgressSchema.nullable(),
    failure: failureSchema.nullable(),
    removedMs: time,
  }),
  result: json.nullable(),
});
type JobFile = z.infer<typeof jobFileSchema>;

/** Writes a job's file anew, as it stands in the database. @throws what the file system throws */
export function writeJobFile(db: Database, jobFolder: string, job: JobRecord): void {
  const stored =
    sql<{ result: string | null }>(db, 'SELECT result FROM jobs WHERE id = ?').get(job.id)?.result ?? null;
  const file = jobFileSchema.parse({ format: 1, job, result: stored === null ? null : JSON.parse(stored) });
  const folder = join(jobFolder, job.id);
  makeFolder(folder);
  replaceFile(join(folder, 'job.json'), `${JSON.stringify(file, null, 2)}\n`, 0o600);
}

/**
 * Reads all job folders again: jobs the database does not have come back, and those it has in an older state are
 * brought up to date. What was running goes back to the queue and on from the checkpoint in its file.
 * @returns ids that came back or changed, and names of folders whose file cannot be read
 */
export function rereadJobFolders(db: Database, jobFolder: string): { jobs: string[]; unreadable: string[] } {
  const unreadable: string[] = [];
  const files: JobFile[] = [];
  for (const name of folderNames(jobFolder)) {
    const file = readJobFile(join(jobFolder, name, 'job.json'));
    if (file === 'unreadable' || (file && file.job.id !== name)) unreadable.push(name);
    else if (file) files.push(file);
  }
  files.sort((a, b) => a.job.createdMs - b.job.createdMs);
  const jobs = db.transaction(() => files.filter((file) => bringBack(db, file)).map(({ job }) => job.id))();
  return { jobs, unreadable };
}

function bringBack(db: Database, { job, result }: JobFile): boolean {
  const known = sql<{ revision: number }>(db, 'SELECT revision FROM jobs WHERE id = ?').get(job.id);
  if (known && known.revision >= job.revision) return false;
  if (!known) sql(db, insertJob).run(job.id, '', '', '', 0, 0, '', '', '', '', '', job.createdMs);
  const state = job.state === 'running' || job.state === 'retrying' ? 'queued' : job.state;
  sql(
    db,
    `UPDATE jobs SET revision = ?, state = ?, spec = ?, input_path = ?, input_name = ?, input_size = ?,
       input_mtime_ms = ?, output_path = ?, partial_path = ?, model_name = ?, model_version = ?, model_sha256 = ?,
       started_ms = ?, ended_ms = ?, run_after_ms = ?, ran_ms = ?, checkpoint = ?, progress = ?, failure = ?,
       removed_ms = ?, result = ?, attempts = 0, crashes = 0, next_attempt_ms = NULL, progressed = 0,
       lease_owner = NULL, leased_ms = NULL, lease_until_ms = NULL, heartbeat_ms = NULL
     WHERE id = ?`,
  ).run(
    job.revision,
    state,
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
    job.startedMs,
    job.endedMs,
    job.runAfterMs,
    job.ranMs,
    text(job.checkpoint),
    text(job.progress),
    text(job.failure),
    job.removedMs,
    text(result),
    job.id,
  );
  return true;
}

const insertJob = `INSERT INTO jobs (id, state, spec, input_path, input_name, input_size, input_mtime_ms, output_path,
  partial_path, model_name, model_version, model_sha256, created_ms)
  VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

function readJobFile(path: string): JobFile | 'unreadable' | null {
  let written: string;
  try {
    written = readFileSync(path, 'utf8');
  } catch {
    return null; // A job folder without the file: it was being made, or belongs to somebody else.
  }
  try {
    return jobFileSchema.parse(JSON.parse(written));
  } catch {
    return 'unreadable';
  }
}

function folderNames(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? [entry.name] : [],
    );
  } catch {
    return [];
  }
}

function text(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
