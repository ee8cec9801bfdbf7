import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Migration } from '../migrations/index.ts';
import { temporaryFolder } from '../testing/samples.ts';
import { migrate } from './migrate.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let db: Database.Database;
beforeEach(() => {
  temporary = temporaryFolder();
  db = new Database(join(temporary.folder, 'foredeck.db'));
  db.pragma('journal_mode = WAL');
});
afterEach(() => {
  db.close();
  temporary.remove();
});

const steps: Migration[] = [
  (on) => on.exec('CREATE TABLE t (a TEXT)'),
  (on) => on.exec(`ALTER TABLE t ADD COLUMN b TEXT; UPDATE t SET b = a || '!'`),
  (on) => on.exec('CREATE INDEX t_b ON t (b)'),
];
const backups = () => join(temporary.folder, 'backups');
const run = (list: Migration[]) =>
  migrate(db, { steps: list, backupFolder: backups(), nowMs: Date.UTC(2026, 10, 3, 10, 15, 0, 7) });

test('a new database is brought to the newest version; one that is there is backed up before each step', async () => {
  expect(await run(steps.slice(0, 1))).toBe(0);
  expect(() => readdirSync(backups())).toThrow('ENOENT');
  db.exec(`INSERT INTO t VALUES ('x')`);

  expect(await run(steps)).toBe(1);
  expect(db.prepare('SELECT * FROM t').all()).toEqual([{ a: 'x', b: 'x!' }]);
  expect(db.pragma('user_version', { simple: true })).toBe(3);
  expect(readdirSync(backups()).sort()).toEqual([
    'foredeck-v0001-20261103T101500007Z-migration.db',
    'foredeck-v0002-20261103T101500007Z-migration.db',
  ]);
  const old = new Database(join(backups(), 'foredeck-v0001-20261103T101500007Z-migration.db'), {
    readonly: true,
  });
  expect(old.prepare('SELECT * FROM t').all()).toEqual([{ a: 'x' }]);
  expect(old.pragma('user_version', { simple: true })).toBe(1);
  old.close();

  expect(await run(steps)).toBe(3);
  expect(readdirSync(backups())).toHaveLength(2);
});

test('a step that fails leaves the database as it was before it, and says where the copy is', async () => {
  await run(steps.slice(0, 1));
  const bad: Migration = (on) => on.exec('ALTER TABLE t ADD COLUMN c TEXT; INSERT INTO nowhere VALUES (1)');
  await expect(run([...steps.slice(0, 1), bad])).rejects.toMatchObject({
    failure: {
      code: 'STORE_FAILED',
      message: expect.stringMatching(
        /from version 1 to 2: .*nowhere.*backups\/foredeck-v0001-20261103T101500007Z-migration\.db/u,
      ),
    },
  });
  expect(db.pragma('user_version', { simple: true })).toBe(1);
  expect(db.prepare('SELECT name FROM pragma_table_info(?)').pluck().all('t')).toEqual(['a']);
});
