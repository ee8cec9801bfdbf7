import { readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { failed } from '../../contract/failure.ts';
import { fileStamp, makeFolder, syncFile, syncFolder } from '../data-folder.ts';
import { quickCheck } from './check.ts';

/** Daily ones, and those made before a migration: neither kind pushes the other out. */
export type BackupKind = 'daily' | 'migration';
export type Backup = { path: string; name: string; kind: BackupKind; version: number; atMs: number };

const keptOfEachKind = 5;
const dayMs = 24 * 60 * 60 * 1000;
const namePattern =
  /^foredeck-v(\d{4})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z-(daily|migration)\.db$/u;

/** The backups in a folder, newest first. */
export function listBackups(backupFolder: string): Backup[] {
  return namesIn(backupFolder)
    .flatMap((name): Backup[] => {
      const [, version, year, month, day, hour, minute, second, ms, kind] = namePattern.exec(name) ?? [];
      if (kind !== 'daily' && kind !== 'migration') return [];
      const atMs = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}.${ms}Z`);
      return Number.isNaN(atMs)
        ? []
        : [{ path: join(backupFolder, name), name, kind, version: Number(version), atMs }];
    })
    .sort((a, b) => b.atMs - a.atMs || b.version - a.version);
}

/** Whether the newest daily backup is a day old, missing, or from a future the clock has left again. */
export function isBackupDue(backupFolder: string, nowMs: number): boolean {
  const newest = listBackups(backupFolder).find(({ kind }) => kind === 'daily');
  return !newest || newest.atMs > nowMs || nowMs - newest.atMs >= dayMs;
}

/**
 * Copies the open database into the backup folder while others go on using it, checks the copy, and only then lets
 * go of the oldest ones.
 * @throws STORE_FAILED when the copy does not pass the check; what the file system and SQLite throw
 */
export async function backUp(
  db: Database.Database,
  backupFolder: string,
  { kind, nowMs }: { kind: BackupKind; nowMs: number },
): Promise<Backup> {
  makeFolder(backupFolder);
  const version = Number(db.pragma('user_version', { simple: true }));
  const name = `foredeck-v${String(version).padStart(4, '0')}-${fileStamp(nowMs)}-${kind}.db`;
  const path = join(backupFolder, name);
  const partial = `${path}.partial`;
  removeDatabase(partial);
  try {
    await db.backup(partial);
    makeSingleFile(partial);
    syncFile(partial);
    renameSync(partial, path);
  } catch (thrown) {
    removeDatabase(partial);
    throw thrown;
  }
  syncFolder(backupFolder);
  prune(backupFolder, kind);
  return { path, name, kind, version, atMs: nowMs };
}

// The copy says of itself that it has a log beside it; a backup is one file.
function makeSingleFile(path: string): void {
  const copy = new Database(path, { fileMustExist: true });
  try {
    copy.pragma('journal_mode = DELETE');
    const trouble = quickCheck(copy);
    if (trouble !== null)
      throw failed('STORE_FAILED', `The backup that was just made is damaged (${trouble}).`);
  } finally {
    copy.close();
  }
}

function prune(backupFolder: string, kind: BackupKind): void {
  const ofKind = listBackups(backupFolder).filter((backup) => backup.kind === kind);
  for (const { path } of ofKind.slice(keptOfEachKind)) rmSync(path, { force: true });
  for (const name of namesIn(backupFolder)) {
    if (/^foredeck-v.*\.db\.partial(-wal|-shm|-journal)?$/u.test(name))
      rmSync(join(backupFolder, name), { force: true });
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // No folder, no backups; what else is wrong with it shows when one is written.
  }
}

/** Removes a copy of a database with everything SQLite may have put beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
}
