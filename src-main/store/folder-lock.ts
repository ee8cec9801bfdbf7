import { readFileSync, rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { z } from 'zod';
import { makeFolder, replaceFile, storePaths } from './data-folder.ts';
import { errorCode, storeFailure } from './store-failure.ts';

const holderInfoSchema = z.object({
  pid: z.number().int(),
  /** Where its control socket listens. */
  address: z.string().min(1),
  /** What a caller shows there to prove that it may read this folder. */
  token: z.string().min(1),
});
/** How to reach the process that holds a data folder. */
export type HolderInfo = z.infer<typeof holderInfoSchema>;

export type FolderLock =
  | {
      held: true;
      /** Tells others how to reach this process; readable by this user alone. */
      publish(info: Omit<HolderInfo, 'pid'>): void;
      /** Lets go of the folder. Safe to call again; the end of the process, however sudden, does it too. */
      release(): void;
    }
  | {
      held: false;
      /** Null while the holder has not said yet how to reach it: it is starting, or on its way out. */
      holder: HolderInfo | null;
    };

/**
 * Takes a data folder for this process, making it when it is not there, or says who has it. Never waits.
 *
 * The lock is the exclusive transaction of a small SQLite file: the operating system's own file lock on every
 * platform, gone at the moment the process is. Nobody else in this process may open that file by other means:
 * on POSIX closing any handle to it would drop the lock.
 * @throws FOLDER_UNUSABLE, DISK_FULL
 */
export function lockFolder(folder: string): FolderLock {
  const { lock, holder } = storePaths(folder);
  let db: Database.Database | null = null;
  try {
    makeFolder(folder);
    db = new Database(lock, { timeout: 0 });
    db.pragma('journal_mode = MEMORY'); // It never holds anything, so it needs no journal file beside it.
    db.exec('BEGIN EXCLUSIVE');
    rmSync(holder, { force: true }); // Left by one that was killed.
  } catch (thrown) {
    db?.close();
    if (errorCode(thrown)?.startsWith('SQLITE_BUSY')) return { held: false, holder: readHolder(holder) };
    throw storeFailure(thrown, 'take it for this process');
  }
  const locked = db;
  return {
    held: true,
    publish: (info) => {
      try {
        replaceFile(holder, `${JSON.stringify({ pid: process.pid, ...info })}\n`, 0o600);
      } catch (thrown) {
        throw storeFailure(thrown, 'write holder.json');
      }
    },
    release: () => {
      if (!locked.open) return;
      rmSync(holder, { force: true });
      locked.close();
    },
  };
}

/** How to reach the process that holds a folder, or null when it has not said so. It may have ended since. */
export function folderHolder(folder: string): HolderInfo | null {
  return readHolder(storePaths(folder).holder);
}

function readHolder(path: string): HolderInfo | null {
  try {
    return holderInfoSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}
