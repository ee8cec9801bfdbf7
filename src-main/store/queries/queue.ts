import type { Database } from 'better-sqlite3';
import { recallSetting, rememberSetting } from './settings.ts';

const queuePausedKey = 'queue.paused';

/** Whether new runs are held back. */
export function isQueuePaused(db: Database): boolean {
  return recallSetting(db, { key: queuePausedKey }) === 'true';
}

export function queuePaused(db: Database, _args: Record<string, never>): boolean {
  return isQueuePaused(db);
}

/** Holds new runs back, or lets them start again; what runs goes on. */
export function pauseQueue(db: Database, args: { paused: boolean }): void {
  rememberSetting(db, { key: queuePausedKey, value: String(args.paused) });
}
