import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate0001 } from './0001-jobs.ts';

test('0001 makes an empty database hold jobs, and takes their samples along when one goes', () => {
  const db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  migrate0001(db);
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all();
  expect(new Set(tables)).toEqual(
    new Set(['jobs', 'notices', 'rejected_rows', 'remembered_mappings', 'settings']),
  );
  const insert =
    db.prepare(`INSERT INTO jobs (id, state, spec, input_path, input_name, input_size, input_mtime_ms,
    output_path, partial_path, model_name, model_version, model_sha256, created_ms)
    VALUES (?, 'queued', '{}', 'i', 'i', 1, 1.5, 'o', 'p', 'm', '1', 's', 1)`);
  insert.run('a');
  expect(() => insert.run('a')).toThrow('UNIQUE');
  const sample = db.prepare(`INSERT INTO rejected_rows VALUES (?, 1, 'f', 'c', 'v', 'r')`);
  expect(() => sample.run('none')).toThrow('FOREIGN KEY');
  sample.run('a');
  db.prepare(`DELETE FROM jobs WHERE id = 'a'`).run();
  expect(db.prepare('SELECT count(*) FROM rejected_rows').pluck().get()).toBe(0);
  db.close();
});
