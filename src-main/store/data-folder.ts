import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Names inside a data folder that belong to the store. */
export function storePaths(folder: string) {
  return {
    database: join(folder, 'foredeck.db'),
    backups: join(folder, 'backups'),
    jobs: join(folder, 'jobs'),
    lock: join(folder, 'foredeck.lock'),
    holder: join(folder, 'holder.json'),
  };
}

/** A time as it stands in file names: sorts as text, legal everywhere. */
export function fileStamp(atMs: number): string {
  return new Date(atMs).toISOString().replace(/[-:.]/gu, '');
}

/** Makes the folder and those above it, for this user alone. */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
  // Not mkdir's own recursion: it never returns where a folder refuses new ones with ENOENT, as /proc does.
  if (dirname(folder) !== folder) makeFolder(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (thrown) {
    // Another process may have been faster.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw thrown;
  }
}

/**
 * Writes a file so that at any moment there is either the old one or the whole new one, also after a power cut.
 * `mode` is the new file's permission bits.
 */
export function replaceFile(path: string, text: string, mode: number): void {
  const partial = join(dirname(path), `.${basename(path)}.${process.pid}.partial`);
  rmSync(partial, { force: true });
  try {
    const file = openSync(partial, 'wx', mode);
    try {
      writeSync(file, text);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(partial, path);
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw thrown;
  }
  syncFolder(dirname(path));
}

/** Makes renames in a folder durable. Windows has no such call for folders and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

export function syncFile(path: string): void {
  const handle = openSync(path, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
