import { closeSync, openSync, readSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { saysDamaged } from '../store-failure.ts';

/** What stands under the database's name. */
export type DatabaseState =
  | { kind: 'missing' }
  | { kind: 'newer'; version: number }
  | { kind: 'damaged'; reason: string }
  | { kind: 'sound'; version: number };

const magic = 'SQLite format 3\0';
const headerBytes = 100;
// Where SQLite keeps user_version (https://sqlite.org/fileformat.html, 1.3): big-endian, 4 bytes.
const versionOffset = 60;
// A damaged header gives any number at all; no product comes this far ahead of an older one.
const versionsAhead = 10_000;

/**
 * Looks at a database before anything is changed. A file from a newer version of the product is known by its header
 * and is not even opened.
 * @param latest the newest version this product knows
 */
export function checkDatabase(path: string, latest: number): DatabaseState {
  const sizeBytes = fileSize(path);
  if (sizeBytes === null) return { kind: 'missing' };
  if (sizeBytes === 0) {
    // SQLite would delete this log on opening, with everything that was committed into it.
    if (fileSize(`${path}-wal`)) return { kind: 'damaged', reason: 'the file is empty but its log is not' };
    return { kind: 'missing' };
  }
  const header = readHeader(path);
  if (header === null) return { kind: 'damaged', reason: 'the file does not begin like a database' };
  const newer = (version: number) => version > latest && version <= latest + versionsAhead;
  if (newer(header.version)) return { kind: 'newer', version: header.version };
  return openAndCheck(path, newer);
}

function openAndCheck(path: string, newer: (version: number) => boolean): DatabaseState {
  try {
    const db = new Database(path, { fileMustExist: true, timeout: 5_000 });
    try {
      const version = db.pragma('user_version', { simple: true });
      if (typeof version !== 'number' || version < 0) return { kind: 'damaged', reason: 'it has no version' };
      // The log can be ahead of the header.
      if (newer(version)) return { kind: 'newer', version };
      const trouble = quickCheck(db);
      return trouble === null ? { kind: 'sound', version } : { kind: 'damaged', reason: trouble };
    } finally {
      db.close();
    }
  } catch (thrown) {
    if (saysDamaged(thrown))
      return { kind: 'damaged', reason: thrown instanceof Error ? thrown.message : '' };
    throw thrown;
  }
}

/** SQLite's own check of the structure of all pages: what is wrong first, or null. */
export function quickCheck(db: Database.Database): string | null {
  try {
    const said = db.pragma('quick_check(1)', { simple: true });
    return said === 'ok' ? null : String(said).replaceAll('\n', ' ');
  } catch (thrown) {
    if (saysDamaged(thrown)) return thrown instanceof Error ? thrown.message : 'it cannot be read';
    throw thrown;
  }
}

export function fileSize(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.size ?? null;
}

function readHeader(path: string): { version: number } | null {
  const header = Buffer.alloc(headerBytes);
  const file = openSync(path, 'r');
  try {
    if (readSync(file, header, 0, headerBytes, 0) < headerBytes) return null;
  } finally {
    closeSync(file);
  }
  if (header.toString('latin1', 0, magic.length) !== magic) return null;
  return { version: header.readUInt32BE(versionOffset) };
}
