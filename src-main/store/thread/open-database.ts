import Database from 'better-sqlite3';
import type { Notice } from '../../contract/app.ts';
import { type Failure, failed } from '../../contract/failure.ts';
import { makeFolder, storePaths } from '../data-folder.ts';
import { type Migration, migrations } from '../migrations/index.ts';
import { addNotice } from '../queries/notices.ts';
import { storeFailure } from '../store-failure.ts';
import { backUp, isBackupDue } from './backups.ts';
import { checkDatabase } from './check.ts';
import { rereadJobFolders } from './job-files.ts';
import { migrate } from './migrate.ts';
import { restoreNewest, setAside } from './restore.ts';

/** What happened while the store was opened, for the log and for the user. */
export type OpenReport = {
  /** Database version now. */
  version: number;
  /** There was none before. */
  created: boolean;
  /** The version it was brought up from, or null. */
  migratedFrom: number | null;
  /** Null when the database was as it should be. */
  restored: {
    /** What was wrong with it. */
    reason: string;
    /** File names under which the damaged database was kept. */
    setAside: string[];
    /** What was put in its place; null = no good backup, so it began empty. */
    backup: { name: string; atMs: number; version: number } | null;
  } | null;
  /** Jobs that were read again from their folders, and folders whose file could not be read. */
  jobsReread: string[];
  jobsUnreadable: string[];
  /** What the user is told of all this, or null. */
  notice: Notice | null;
  /** Why the daily backup could not be made; the store works without it. */
  backupFailure: Failure | null;
};

/**
 * Opens the database of a data folder that this process holds: checks it, sets a damaged one aside and restores the
 * newest good backup, migrates, and makes the daily backup.
 * @throws STORE_FAILED (from a newer version, or a migration failed; the file is untouched), and what the file system
 *   and SQLite throw
 */
export async function openDatabase(options: {
  folder: string;
  nowMs: number;
  steps?: readonly Migration[];
}): Promise<{ db: Database.Database; report: OpenReport }> {
  const { folder, nowMs, steps = migrations } = options;
  const paths = storePaths(folder);
  makeFolder(folder);
  const found = checkDatabase(paths.database, steps.length);
  if (found.kind === 'newer') throw tooNew(found.version, steps.length);

  let restored: OpenReport['restored'] = null;
  if (found.kind !== 'sound') {
    const aside = setAside(paths.database, nowMs);
    const backup = restoreNewest(paths.database, paths.backups, steps.length);
    if (found.kind === 'damaged' || backup) {
      const reason = found.kind === 'damaged' ? found.reason : 'the file is missing';
      restored = { reason, setAside: aside, backup };
    }
  }

  const db = connect(paths.database);
  try {
    const from = await migrate(db, { steps, backupFolder: paths.backups, nowMs });
    const reread = found.kind === 'sound' ? { jobs: [], unreadable: [] } : rereadJobFolders(db, paths.jobs);
    const report: OpenReport = {
      version: steps.length,
      created: found.kind === 'missing' && !restored,
      migratedFrom: from > 0 && from < steps.length ? from : null,
      restored: restored && {
        ...restored,
        backup: restored.backup && {
          name: restored.backup.name,
          atMs: restored.backup.atMs,
          version: restored.backup.version,
        },
      },
      jobsReread: reread.jobs,
      jobsUnreadable: reread.unreadable,
      notice: null,
      backupFailure: null,
    };
    report.notice = restoreNotice(report, nowMs);
    if (report.notice) addNotice(db, { notice: report.notice });
    if (from > 0) report.backupFailure = await dailyBackup(db, paths.backups, nowMs);
    return { db, report };
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

async function dailyBackup(
  db: Database.Database,
  backupFolder: string,
  nowMs: number,
): Promise<Failure | null> {
  try {
    if (isBackupDue(backupFolder, nowMs)) await backUp(db, backupFolder, { kind: 'daily', nowMs });
    return null;
  } catch (thrown) {
    return storeFailure(thrown, 'make the daily backup').failure;
  }
}

function connect(path: string): Database.Database {
  const db = new Database(path, { timeout: 5_000 });
  try {
    db.pragma('journal_mode = WAL');
    // FULL: a checkpoint that was answered for outlives a power cut.
    db.pragma('synchronous = FULL');
    db.pragma('foreign_keys = ON');
    return db;
  } catch (thrown) {
    db.close();
    throw thrown;
  }
}

function tooNew(version: number, latest: number) {
  return failed(
    'STORE_FAILED',
    `This data folder was last used by a newer Foredeck (database version ${version}; this one knows up to ${latest}). ` +
      'Update Foredeck, or choose another data folder with --data. Nothing was changed.',
  );
}

/** What the user is told when the database was not as it should be, or null. */
function restoreNotice(report: OpenReport, nowMs: number): Notice | null {
  const { restored, jobsReread, jobsUnreadable } = report;
  if (!restored && jobsReread.length === 0 && jobsUnreadable.length === 0) return null;
  const parts: string[] = [];
  if (restored) {
    parts.push(`The database could not be used (${restored.reason}).`);
    const [kept] = restored.setAside;
    if (kept) parts.push(`It was kept as ${kept}.`);
    parts.push(
      restored.backup
        ? `The backup of ${when(restored.backup.atMs)} was restored; settings and notices changed since then are missing, and tokens revoked since then are good again.`
        : 'There was no good backup, so it began empty.',
    );
  }
  if (jobsReread.length > 0) parts.push(`Jobs read again from their folders: ${jobsReread.length}.`);
  if (jobsUnreadable.length > 0)
    parts.push(`These job folders could not be read: ${jobsUnreadable.slice(0, 10).join(', ')}.`);
  return {
    id: `store-restored-${nowMs}`,
    level: restored && !restored.backup ? 'bad' : 'warn',
    title: restored ? 'The database was restored' : 'Jobs were found again',
    text: parts.join(' '),
    atMs: nowMs,
  };
}

function when(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
