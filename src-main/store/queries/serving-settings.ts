import type { Database } from 'better-sqlite3';
import { sql } from '../statement.ts';

type Version = { name: string; version: string };

/** How a version is served, as the JSON text that was set last; null when it never was. */
export function getServingSettings(db: Database, args: Version): string | null {
  const found = sql<{ settings: string }>(
    db,
    'SELECT settings FROM serving_settings WHERE name = ? AND version = ?',
  ).get(args.name, args.version);
  return found?.settings ?? null;
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
