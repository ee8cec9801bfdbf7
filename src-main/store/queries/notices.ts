import type { Database } from 'better-sqlite3';
import { type Notice, noticeSchema } from '../../contract/app.ts';
import { sql } from '../statement.ts';

/** Keeps a notice until it is dismissed; one with the same id takes its place and is shown again. */
export function addNotice(db: Database, args: { notice: Notice }): void {
  const { notice } = args;
  sql(
    db,
    `INSERT OR REPLACE INTO notices (id, level, title, text, at_ms, dismissed_ms) VALUES (?, ?, ?, ?, ?, NULL)`,
  ).run(notice.id, notice.level, notice.title, notice.text, notice.atMs);
}

/** Those not dismissed, newest first. */
export function listNotices(db: Database, _args: Record<string, never>): Notice[] {
  return sql(
    db,
    'SELECT id, level, title, text, at_ms AS atMs FROM notices WHERE dismissed_ms IS NULL ORDER BY at_ms DESC, id LIMIT 100',
  )
    .all()
    .flatMap((row) => {
      const read = noticeSchema.safeParse(row);
      return read.success ? [read.data] : [];
    });
}

export function dismissNotice(db: Database, args: { id: string; nowMs: number }): void {
  sql(db, 'UPDATE notices SET dismissed_ms = ? WHERE id = ?').run(args.nowMs, args.id);
}
