import type { Database } from 'better-sqlite3';
import { sql } from '../statement.ts';

/** Keeps a small text under a key, in place of what was there. */
export function rememberSetting(db: Database, args: { key: string; value: string }): void {
  sql(
    db,
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(args.key, args.value);
}

export function recallSetting(db: Database, args: { key: string }): string | null {
  return sql<{ value: string }>(db, 'SELECT value FROM settings WHERE key = ?').get(args.key)?.value ?? null;
}
