import { setTimeout as wait } from 'node:timers/promises';
import { failed } from '../contract/failure.ts';
import { type FolderLock, lockFolder } from '../store/index.ts';

/** How long a holder that cannot be reached (yet, or any more) may take to let go, and how often it is looked for. */
const patienceMs = 5_000;
const lookEveryMs = 50;

/**
 * Takes a data folder for this process. A holder that has said how to be reached stays, and is the one to use. One that
 * has not is a command that only looks, or is on its way out: that is waited for.
 * @throws FOLDER_IN_USE; FOLDER_UNUSABLE, DISK_FULL
 */
export async function takeFolder(folder: string): Promise<Extract<FolderLock, { held: true }>> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    const lock = lockFolder(folder);
    if (lock.held) return lock;
    if (lock.holder || performance.now() > deadlineMs) {
      const who = lock.holder ? ` (process ${lock.holder.pid})` : '';
      throw failed(
        'FOLDER_IN_USE',
        `the data folder is held by another Foredeck${who}; use that one, or give another folder with --data`,
        { details: { file: folder } },
      );
    }
    await wait(lookEveryMs);
  }
}
