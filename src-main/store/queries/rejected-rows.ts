import type { Database } from 'better-sqlite3';
import type { RejectedRow } from '../../contract/jobs.ts';
import { keptRejectedSamples, type RejectedSample } from '../../domain/job-record.ts';
import { sql } from '../statement.ts';

/** Keeps samples of rejected rows, up to {@link keptRejectedSamples} a job; a sample that is there already is left. */
export function keepRejected(db: Database, args: { id: string; rows: readonly RejectedSample[] }): void {
  if (args.rows.length === 0) return;
  const room = keptRejectedSamples - countRejected(db, args.id);
  let kept = 0;
  for (const sample of args.rows) {
    if (kept >= room) return;
    kept += sql(
      db,
      'INSERT OR IGNORE INTO rejected_rows (job_id, row, feature, "column", value, reason) VALUES (?, ?, ?, ?, ?, ?)',
    ).run(args.id, sample.row, sample.feature, sample.column, sample.value, sample.reason).changes;
  }
}

/** Forgets the samples of rows after `row`: a run that goes on from a checkpoint meets them again. */
export function forgetRejectedAfter(db: Database, args: { id: string; row: number }): void {
  sql(db, 'DELETE FROM rejected_rows WHERE job_id = ? AND row > ?').run(args.id, args.row);
}

/** A page of the kept samples in row order, and how many are kept. */
export function rejectedPage(
  db: Database,
  args: { id: string; offset: number; limit: number },
): { rows: RejectedRow[]; kept: number } {
  const rows = sql<RejectedRow>(
    db,
    `SELECT row, feature, "column", value, reason FROM rejected_rows WHERE job_id = ?
     ORDER BY row, feature LIMIT ? OFFSET ?`,
  ).all(args.id, args.limit, args.offset);
  return { rows, kept: countRejected(db, args.id) };
}

function countRejected(db: Database, id: string): number {
  return sql<{ n: number }>(db, 'SELECT count(*) AS n FROM rejected_rows WHERE job_id = ?').get(id)?.n ?? 0;
}
