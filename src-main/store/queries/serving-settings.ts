import type { Database } from 'better-sqlite3';
import { sql } from '../statement.ts';

type Version = { name: string; version: string };

/** How versions are served, each as the JSON text that was set last. */
export function listServingSettings(
  db: Database,
  _args: Record<string, never>,
): (Version & { settings: string })[] {
  return sql<Version & { settings: string }>(
    db,
    'SELECT name, version, settings FROM serving_settings ORDER BY name, version',
  ).all();
}

export function setServingSettings(db: Database, args: Version & { settings: string }): void {
  sql(
    db,
    `INSERT INTO serving_settings (name, version, settings) VALUES (?, ?, ?)
     ON CONFLICT (name, version) DO UPDATE SET settings = excluded.settings`,
  ).run(args.name, args.version, args.settings);
}

export function forgetServingSettings(db: Database, args: Version): void {
  sql(db, 'DELETE FROM serving_settings WHERE name = ? AND version = ?').run(args.name, args.version);
}
