import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileStamp, syncFile, syncFolder } from '../data-folder.ts';
import { type Backup, listBackups, removeDatabase } from './backups.ts';
import { checkDatabase } from './check.ts';

/** Renames a database with its log so that nothing of it is lost and nothing of it is in the way. Returns the new names. */
export function setAside(database: string, nowMs: number): string[] {
  const aside = freeName(`${database}.corrupt-${fileStamp(nowMs)}`);
  const names: string[] = [];
  // The file first: a log without its file is set aside at the next start; a file without its log might look sound.
  for (const suffix of ['', '-wal', '-shm']) {
    if (!existsSync(database + suffix)) continue;
    renameSync(database + suffix, aside + suffix);
    names.push(basename(aside + suffix));
  }
  if (names.length > 0) syncFolder(dirname(database));
  return names;
}

/** Puts the newest backup that passes the check in the database's place. Null when there is none. */
export function restoreNewest(database: string, backupFolder: string, latest: number): Backup | null {
  const copy = `${database}.restoring`;
  for (const backup of listBackups(backupFolder)) {
    removeDatabase(copy);
    copyFileSync(backup.path, copy);
    if (checkDatabase(copy, latest).kind !== 'sound') continue;
    syncFile(copy);
    renameSync(copy, database);
    removeDatabase(copy);
    syncFolder(dirname(database));
    return backup;
  }
  removeDatabase(copy);
  return null;
}

function freeName(wanted: string): string {
  let name = wanted;
  for (let n = 2; ['', '-wal', '-shm'].some((suffix) => existsSync(name + suffix)); n += 1)
    name = `${wanted}-${n}`;
  return name;
}
