import type { Database } from 'better-sqlite3';
import type { ModelNotes, ModelSettings } from '../../domain/model-settings.ts';
import { sql } from '../statement.ts';
import { forgetServingSettings } from './serving-settings.ts';

type Version = { name: string; version: string };
type SettingsRow = Version & { isOn: number; pinned: number; instances: number | null; provider: string };

/** Everything that is kept about models beside their folders. */
export function modelNotes(db: Database, _args: Record<string, never>): ModelNotes {
  return {
    aliases: sql<ModelNotes['aliases'][number]>(
      db,
      'SELECT name, alias, version FROM model_aliases ORDER BY name, alias',
    ).all(),
    removals: sql<ModelNotes['removals'][number]>(
      db,
      'SELECT name, version, removed_ms AS removedMs FROM model_removals ORDER BY name, version',
    ).all(),
    settings: sql<SettingsRow>(
      db,
      'SELECT name, version, is_on AS isOn, pinned, instances, provider FROM model_settings ORDER BY name, version',
    )
      .all()
      .map(({ name, version, isOn, pinned, instances, provider }) => ({
        name,
        version,
        on: isOn !== 0,
        pinned: pinned !== 0,
        instances,
        provider: provider === 'webgpu' ? 'webgpu' : 'cpu',
      })),
  };
}

/** Sets what the aliases of a model stand for (null = nothing any more), all of them or none. */
export function aliasModel(
  db: Database,
  args: { name: string; aliases: Readonly<Record<string, string | null>> },
): void {
  for (const [alias, version] of Object.entries(args.aliases)) {
    if (version === null) {
      sql(db, 'DELETE FROM model_aliases WHERE name = ? AND alias = ?').run(args.name, alias);
    } else {
      sql(
        db,
        `INSERT INTO model_aliases (name, alias, version) VALUES (?, ?, ?)
         ON CONFLICT (name, alias) DO UPDATE SET version = excluded.version`,
      ).run(args.name, alias, version);
    }
  }
}

/** The job on the list that still needs a version, or null: one that has not ended. */
export function jobNeedingModel(db: Database, args: Version): { id: string; inputName: string } | null {
  const found = sql<{ id: string; inputName: string }>(
    db,
    `SELECT id, input_name AS inputName FROM jobs WHERE model_name = ? AND model_version = ? AND removed_ms IS NULL
       AND state NOT IN ('done', 'failed', 'cancelled') ORDER BY created_ms, seq LIMIT 1`,
  ).get(args.name, args.version);
  return found ?? null;
}

/**
 * Notes that a version was taken off the list, unless a job needs it: in one step, so that none can be made in between.
 * @returns the job that needs it, or null when it was noted
 */
export function removeModel(
  db: Database,
  args: Version & { nowMs: number },
): { id: string; inputName: string } | null {
  const job = jobNeedingModel(db, args);
  if (job) return job;
  sql(
    db,
    `INSERT INTO model_removals (name, version, removed_ms) VALUES (?, ?, ?) ON CONFLICT (name, version) DO NOTHING`,
  ).run(args.name, args.version, args.nowMs);
  return null;
}

export function restoreModel(db: Database, args: Version): void {
  sql(db, 'DELETE FROM model_removals WHERE name = ? AND version = ?').run(args.name, args.version);
}

/** Forgets all about a version whose folder is gone. */
export function forgetModel(db: Database, args: Version): void {
  sql(db, 'DELETE FROM model_removals WHERE name = ? AND version = ?').run(args.name, args.version);
  sql(db, 'DELETE FROM model_settings WHERE name = ? AND version = ?').run(args.name, args.version);
  sql(db, 'DELETE FROM model_aliases WHERE name = ? AND version = ?').run(args.name, args.version);
  forgetServingSettings(db, args);
}

export function setModelSettings(db: Database, args: Version & { settings: ModelSettings }): void {
  const { on, pinned, instances, provider } = args.settings;
  sql(
    db,
    `INSERT INTO model_settings (name, version, is_on, pinned, instances, provider) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (name, version) DO UPDATE SET is_on = excluded.is_on, pinned = excluded.pinned,
       instances = excluded.instances, provider = excluded.provider`,
  ).run(args.name, args.version, on ? 1 : 0, pinned ? 1 : 0, instances, provider);
}
