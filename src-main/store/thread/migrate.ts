import type { Database } from 'better-sqlite3';
import { failed } from '../../contract/failure.ts';
import type { Migration } from '../migrations/index.ts';
import { backUp } from './backups.ts';

/**
 * Brings a database to the newest version, each step in a transaction of its own with a backup before it (a new
 * database has nothing to back up).
 * @returns the version it had
 * @throws STORE_FAILED naming the step that failed; the database is as it was before that step
 */
export async function migrate(
  db: Database,
  options: { steps: readonly Migration[]; backupFolder: string; nowMs: number },
): Promise<number> {
  const from = Number(db.pragma('user_version', { simple: true }));
  for (let version = from + 1; version <= options.steps.length; version += 1) {
    const step = options.steps[version - 1];
    if (!step) break;
    const backup =
      from === 0 ? null : await backUp(db, options.backupFolder, { kind: 'migration', nowMs: options.nowMs });
    try {
      db.transaction(() => {
        step(db);
        db.pragma(`user_version = ${version}`);
      })();
    } catch (thrown) {
      const said = thrown instanceof Error ? thrown.message : String(thrown);
      throw failed(
        'STORE_FAILED',
        `The database could not be brought from version ${version - 1} to ${version}: ${said}. It is unchanged` +
          `${backup ? `, and a copy of it is backups/${backup.name}` : ''}. Go back to the version of Foredeck you had, and report this.`,
      );
    }
  }
  return from;
}
