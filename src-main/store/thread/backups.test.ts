import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../testing/samples.ts';
import { backUp, isBackupDue, listBackups } from './backups.ts';

const hourMs = 3_600_000;
const startMs = Date.UTC(2026, 10, 3);
let temporary: ReturnType<typeof temporaryFolder>;
let db: Database.Database;
let folder: string;
beforeEach(() => {
  temporary = temporaryFolder();
  folder = join(temporary.folder, 'backups');
  db = new Database(join(temporary.folder, 'foredeck.db'));
  db.pragma('journal_mode = WAL');
  db.exec('CREATE TABLE t (n INTEGER); PRAGMA user_version = 3');
});
afterEach(() => {
  db.close();
  temporary.remove();
});

test('a backup is one file that holds what was there, also what only the log holds', async () => {
  db.exec('INSERT INTO t VALUES (7)');
  const backup = await backUp(db, folder, { kind: 'daily', nowMs: startMs });
  expect(backup).toMatchObject({ kind: 'daily', version: 3, atMs: startMs });
  expect(readdirSync(folder)).toEqual(['foredeck-v0003-20261103T000000000Z-daily.db']);
  const copy = new Database(backup.path, { readonly: true });
  expect(copy.prepare('SELECT n FROM t').pluck().all()).toEqual([7]);
  expect(copy.pragma('journal_mode', { simple: true })).toBe('delete');
  copy.close();
});

test('what is written while it is being made does not break it', async () => {
  const insert = db.prepare('INSERT INTO t VALUES (?)');
  db.transaction(() => {
    for (let n = 0; n < 200_000; n += 1) insert.run(n);
  })();
  const making = backUp(db, folder, { kind: 'daily', nowMs: startMs });
  for (let n = 0; n < 20; n += 1) {
    insert.run(-1);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const copy = new Database((await making).path, { readonly: true });
  expect(copy.prepare('SELECT count(*) FROM t WHERE n >= 0').pluck().get()).toBe(200_000);
  copy.close();
});

test('the newest five of each kind are kept; other files are left alone', async () => {
  await backUp(db, folder, { kind: 'migration', nowMs: startMs });
  writeFileSync(join(folder, 'mine.db'), 'not ours');
  writeFileSync(join(folder, 'foredeck-v0003-20200101T000000000Z-daily.db.partial'), 'a crash left it');
  for (let n = 1; n <= 7; n += 1) await backUp(db, folder, { kind: 'daily', nowMs: startMs + n * hourMs });
  expect(listBackups(folder).map(({ kind, atMs }) => [kind, (atMs - startMs) / hourMs])).toEqual([
    ['daily', 7],
    ['daily', 6],
    ['daily', 5],
    ['daily', 4],
    ['daily', 3],
    ['migration', 0],
  ]);
  expect(readdirSync(folder)).toHaveLength(7);
});

test('a daily backup is due when there is none, after a day, and when the clock was set back', async () => {
  expect(isBackupDue(folder, startMs)).toBe(true);
  await backUp(db, folder, { kind: 'migration', nowMs: startMs });
  expect(isBackupDue(folder, startMs)).toBe(true);
  await backUp(db, folder, { kind: 'daily', nowMs: startMs });
  expect(isBackupDue(folder, startMs + 24 * hourMs - 1)).toBe(false);
  expect(isBackupDue(folder, startMs + 24 * hourMs)).toBe(true);
  expect(isBackupDue(folder, startMs - 1)).toBe(true);
});
