import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Failure } from '../contract/failure.ts';

const logMaxBytes = 5_000_000;

/**
 * The program's log: one JSON line an event in `logs/foredeck.log`. One that has grown past 5 MB by the next start is
 * kept as `foredeck.1.log`.
 * A log that cannot be written is no reason to fail: what it was told then goes to stderr.
 */
export function openLog(folder: string, nowMs: () => number) {
  const path = join(folder, 'foredeck.log');
  try {
    mkdirSync(folder, { recursive: true });
    const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (sizeBytes > logMaxBytes) renameSync(path, join(folder, 'foredeck.1.log'));
  } catch {
    // Reported by the first line that cannot be written.
  }
  const write = (entry: Record<string, unknown>): void => {
    const line = `${JSON.stringify({ at: new Date(nowMs()).toISOString(), ...entry })}\n`;
    try {
      appendFileSync(path, line);
    } catch {
      process.stderr.write(line);
    }
  };
  return {
    note: (what: string, details: object): void => write({ level: 'info', message: what, details }),
    failure: (failure: Failure): void =>
      write({ level: 'warn', code: failure.code, message: failure.message }),
    error: (where: string, error: unknown): void =>
      write({
        level: 'error',
        where,
        message: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
  };
}
