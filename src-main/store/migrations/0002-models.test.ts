import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate0001 } from './0001-jobs.ts';
import { migrate0002 } from './0002-models.ts';

test('0002 gives models their places and leaves the jobs alone', () => {
  const db = new Database(':memory:');
  migrate0001(db);
  db.exec(`INSERT INTO jobs (id, state, spec, input_path, input_name, input_size, input_mtime_ms,
    output_path, partial_path, model_name, model_version, model_sha256, created_ms)
    VALUES ('a', 'queued', '{}', 'i', 'i', 1, 1.5, 'o', 'p', 'm', '1', 's', 1)`);
  const before = db.prepare('SELECT * FROM jobs').all();
  migrate0002(db);
  expect(db.prepare('SELECT * FROM jobs').all()).toEqual(before);
  const tables = db
    .prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name LIKE 'model_%' ORDER BY name`)
    .pluck()
    .all();
  expect(tables).toEqual(['model_aliases', 'model_removals', 'model_settings']);
  const alias = db.prepare(`INSERT INTO model_aliases VALUES ('m', 'champion', ?)`);
  alias.run('1');
  expect(() => alias.run('2')).toThrow('UNIQUE');
  db.close();
});
