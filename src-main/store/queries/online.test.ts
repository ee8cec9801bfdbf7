import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { migrations } from '../migrations/index.ts';
import { queries } from './index.ts';
import type { NewPrediction, PredictionsKept } from './predictions.ts';

let db: Database.Database;
beforeEach(() => {
  db = new Database(':memory:');
  for (const step of migrations) step(db);
});
afterEach(() => db.close());

const all: PredictionsKept = { sinceMs: 0, count: 1_000, sizeBytes: 1e6 };
const entry = (more: Partial<NewPrediction> = {}): NewPrediction => ({
  atMs: 100,
  name: 'm',
  version: '1',
  door: 'console',
  instance: { origin: 'JFK' },
  prediction: { prediction: 'late', probabilities: { late: 0.75, 'on time': 0.25 } },
  ms: 1.5,
  coldStart: false,
  words: 'jfk\nlate\n1',
  ...more,
});
const add = (predictions: NewPrediction[], keep = all) =>
  queries['predictions.add'](db, { predictions, keep });
const list = (more: Partial<Parameters<(typeof queries)['predictions.list']>[1]> = {}) =>
  queries['predictions.list'](db, { name: null, words: [], before: null, sinceMs: 0, limit: 100, ...more });
const ids = (more: Parameters<typeof list>[0] = {}) => list(more).entries.map(({ id }) => id);

describe('predictions', () => {
  test('come back as they were kept, the newest first, in pages', () => {
    add([entry(), entry({ instance: null, coldStart: true, door: 'http' }), entry({ name: 'n' })]);
    const { words: _, ...kept } = entry();
    expect(list({ name: 'm' })).toEqual({
      entries: [
        { ...kept, id: 2, instance: null, coldStart: true, door: 'http' },
        { ...kept, id: 1 },
      ],
      more: false,
    });
    expect(ids()).toEqual([3, 2, 1]);
    expect(list({ limit: 2 })).toMatchObject({ entries: [{ id: 3 }, { id: 2 }], more: true });
    expect(list({ limit: 2, before: 2 })).toMatchObject({ entries: [{ id: 1 }], more: false });
    expect(queries['predictions.replayable'](db, { name: 'm', sinceMs: 0, limit: 9 })).toMatchObject([
      { id: 1 },
    ]);
  });

  test('are found by every word, in any case, with no word of SQL among them', () => {
    add([entry(), entry({ words: 'lga\nlate\n1' }), entry({ words: '100%_\n"x"\n2' })]);
    expect(ids({ words: ['JFK'] })).toEqual([1]);
    expect(ids({ words: ['late', 'lg'] })).toEqual([2]);
    expect(ids({ words: ['%_', '"x"'] })).toEqual([3]);
    expect(ids({ words: ['%late'] })).toEqual([]);
    expect(ids({ words: ["'; DROP TABLE predictions"] })).toEqual([]);
  });

  test('go when they are old, too many or too large, the oldest first', () => {
    add([entry({ atMs: 1 }), entry({ atMs: 50 }), entry({ atMs: 60 })]);
    expect(ids({ sinceMs: 55 })).toEqual([3]);
    add([entry()], { ...all, sinceMs: 10 });
    expect(ids()).toEqual([4, 3, 2]);
    add([entry(), entry()], { ...all, count: 3 });
    expect(ids()).toEqual([6, 5, 4]);
    add(
      Array.from({ length: 30 }, () => entry({ words: 'x'.repeat(1_000) })),
      { ...all, sizeBytes: 20_000 },
    );
    const total = db.prepare('SELECT * FROM predictions_total').get() as {
      count: number;
      size_bytes: number;
    };
    expect(total.count).toBe(ids().length);
    expect(total.size_bytes).toBeLessThanOrEqual(20_000);
    expect(total.count).toBeGreaterThan(5);
    expect(ids()[0]).toBe(36);
  });

  test('are forgotten for good: one, or those of a model', () => {
    add([entry(), entry({ name: 'n' }), entry()]);
    expect(queries['predictions.forget'](db, { id: 1 })).toBe(1);
    expect(queries['predictions.forget'](db, { id: 1 })).toBe(0);
    expect(queries['predictions.forget'](db, { name: 'm' })).toBe(1);
    expect(ids()).toEqual([2]);
    add([entry()]);
    expect(ids()).toEqual([4, 2]);
  });

  test('that cannot be read any more are passed over', () => {
    add([entry(), entry()]);
    db.exec(`UPDATE predictions SET prediction = 'no JSON' WHERE id = 2`);
    expect(ids()).toEqual([1]);
  });
});

test('tokens are listed until they are revoked, and those that were are forgotten at the next start', () => {
  const token = { id: 'a', name: 'CI', digest: 'd', ending: 'wxyz', createdAtMs: 1, lastUsedAtMs: null };
  queries['tokens.add'](db, { token });
  queries['tokens.add'](db, { token: { ...token, id: 'b', digest: 'e', createdAtMs: 2 } });
  queries['tokens.rename'](db, { id: 'a', name: 'Build' });
  queries['tokens.used'](db, {
    uses: [
      { id: 'a', atMs: 9 },
      { id: 'none', atMs: 9 },
    ],
  });
  const tokens = () => queries['tokens.list'](db, {});
  expect(tokens()).toEqual([
    { ...token, name: 'Build', lastUsedAtMs: 9 },
    { ...token, id: 'b', digest: 'e', createdAtMs: 2 },
  ]);
  queries['tokens.revoke'](db, { id: 'b', nowMs: 5 });
  expect(tokens()).toHaveLength(1);
  queries['tokens.restore'](db, { id: 'b' });
  expect(tokens()).toHaveLength(2);
  queries['tokens.revoke'](db, { id: 'b', nowMs: 6 });
  queries['tokens.clear'](db, {});
  queries['tokens.restore'](db, { id: 'b' });
  expect(tokens()).toHaveLength(1);
});

test('how a version is served is kept with it and forgotten with it', () => {
  const version = { name: 'm', version: '1' };
  expect(queries['serving.list'](db, {})).toEqual([]);
  queries['serving.set'](db, { ...version, settings: '{"a":1}' });
  queries['serving.set'](db, { ...version, settings: '{"a":2}' });
  expect(queries['serving.list'](db, {})).toEqual([{ ...version, settings: '{"a":2}' }]);
  queries['models.forget'](db, version);
  expect(queries['serving.list'](db, {})).toEqual([]);
  queries['serving.set'](db, { ...version, settings: '{}' });
  queries['serving.forget'](db, version);
  expect(queries['serving.list'](db, {})).toEqual([]);
});
