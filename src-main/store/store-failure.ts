import Database from 'better-sqlite3';
import { FailureError, failed } from '../contract/failure.ts';

const fullCodes = new Set(['ENOSPC', 'EDQUOT', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE']);
const unusableCodes = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOTDIR',
  'ENOENT',
  'EEXIST',
  'EISDIR',
  'ENAMETOOLONG',
  'ELOOP',
]);
const unusableSqlite = [
  'SQLITE_READONLY',
  'SQLITE_CANTOPEN',
  'SQLITE_PERM',
  'SQLITE_AUTH',
  'SQLITE_IOERR_LOCK',
];

/** The code that SQLite or the operating system gave, or null. */
export function errorCode(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null;
}

/** Whether SQLite says that the file's content, not the way to it, is bad. */
export function saysDamaged(thrown: unknown): boolean {
  const code = thrown instanceof Database.SqliteError ? thrown.code : '';
  return (
    code.startsWith('SQLITE_CORRUPT') ||
    code.startsWith('SQLITE_NOTADB') ||
    code === 'SQLITE_IOERR_SHORT_READ'
  );
}

/**
 * The failure for what SQLite or the file system threw: DISK_FULL, FOLDER_UNUSABLE or STORE_FAILED.
 * `doing` says what was being done ("save a job").
 */
export function storeFailure(thrown: unknown, doing: string): FailureError {
  if (thrown instanceof FailureError) return thrown;
  const code = errorCode(thrown) ?? '';
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  if (fullCodes.has(code)) {
    return failed(
      'DISK_FULL',
      `The disk with the data folder is full, so it was not possible to ${doing}. Free some space, then try again.`,
    );
  }
  if (unusableCodes.has(code) || unusableSqlite.some((prefix) => code.startsWith(prefix))) {
    return failed(
      'FOLDER_UNUSABLE',
      `The data folder cannot be used to ${doing} (${said}). Check that it exists, is on a local disk and may be written, or choose another with --data.`,
    );
  }
  if (saysDamaged(thrown)) {
    return failed(
      'STORE_FAILED',
      `The database is damaged, so it was not possible to ${doing} (${said}). Restart Foredeck: it sets the damaged file aside and restores the newest good backup.`,
    );
  }
  const busy = code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
  return failed('STORE_FAILED', `It was not possible to ${doing}: ${said}${code ? ` (${code})` : ''}.`, {
    retryable: busy,
  });
}
