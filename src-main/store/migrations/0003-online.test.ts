import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { migrate0001 } from './0001-jobs.ts';
import { migrate0002 } from './0002-models.ts';
import { migrate0003 } from './0003-online.ts';

test('0003 gives the online side its places, counts what it holds, and leaves the rest alone', () => {
  const db = new Database(':memory:');
  migrate0001(db);
  migrate0002(db);
  db.exec(`INSERT INTO settings VALUES ('queue.paused', 'true');
    INSERT INTO model_aliases VALUES ('m', 'champion', '1')`);
  migrate0003(db);
  expect(db.prepare('SELECT * FROM settings').all()).toEqual([{ key: 'queue.paused', value: 'true' }]);
  expect(db.prepare('SELECT * FROM model_aliases').all()).toHaveLength(1);
  const total = () => db.prepare('SELECT * FROM predictions_total').get();
  expect(total()).toEqual({ count: 0, size_bytes: 0 });
  const add = db.prepare(
    `INSERT INTO predictions (at_ms, name, version, door, ms, cold_start, size_bytes, words, prediction)
     VALUES (1, 'm', '1', 'http', 1, 0, ?, '', '{}')`,
  );
  add.run(7);
  add.run(5);
  expect(total()).toEqual({ count: 2, size_bytes: 12 });
  db.exec('DELETE FROM predictions WHERE id = 1');
  expect(total()).toEqual({ count: 1, size_bytes: 5 });
  const token = db.prepare(
    `INSERT INTO tokens (id, name, digest, ending, created_ms) VALUES (?, 'n', 'd', 'e', 1)`,
  );
  token.run('a');
  expect(() => token.run('b')).toThrow('UNIQUE');
  db.close();
});
