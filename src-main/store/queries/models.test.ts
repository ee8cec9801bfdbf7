import Database from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { usualSettings } from '../../domain/model-settings.ts';
import { migrations } from '../migrations/index.ts';
import { sampleJob } from '../testing/samples.ts';
import { queries } from './index.ts';

let db: Database.Database;
beforeEach(() => {
  db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  for (const step of migrations) step(db);
});
afterEach(() => db.close());

// The one that sample jobs are for.
const model = { name: 'flight-delay', version: '1' };
const notes = () => queries['models.notes'](db, {});
const lease = () => queries['jobs.lease'](db, { owner: 'me', nowMs: 10, leaseUntilMs: 20 }).job?.id;

test('aliases are set together and taken away', () => {
  queries['models.alias'](db, { name: 'm', aliases: { champion: '2', previous: '1' } });
  queries['models.alias'](db, { name: 'm', aliases: { champion: '1', previous: null } });
  expect(notes().aliases).toEqual([{ name: 'm', alias: 'champion', version: '1' }]);
});

test('jobs of a model that is off are passed over, and nothing is due for them', () => {
  queries['jobs.create'](db, { job: sampleJob('a'), nowMs: 1 });
  queries['models.settings'](db, { ...model, settings: { ...usualSettings, on: false, pinned: true } });
  expect(lease()).toBeUndefined();
  expect(queries['jobs.nextDue'](db, {})).toBeNull();
  queries['jobs.create'](db, { job: { ...sampleJob('b'), modelVersion: '2' }, nowMs: 2 });
  expect(lease()).toBe('b');
  queries['models.settings'](db, { ...model, settings: usualSettings });
  expect(notes().settings).toEqual([{ ...model, ...usualSettings }]);
  expect(lease()).toBe('a');
});

test('a version is not removed while a job needs it, and no job is made for one that was', () => {
  queries['jobs.create'](db, { job: sampleJob('a'), nowMs: 1 });
  const remove = () => queries['models.remove'](db, { ...model, nowMs: 5 });
  expect(remove()).toEqual({ id: 'a', inputName: 'flights.csv' });
  expect(notes().removals).toEqual([]);
  queries['jobs.pause'](db, { id: 'a' });
  expect(remove()).toMatchObject({ id: 'a' });
  queries['jobs.cancel'](db, { id: 'a', nowMs: 2 });
  expect(remove()).toBeNull();
  expect(notes().removals).toEqual([{ ...model, removedMs: 5 }]);
  const removed = 'The model flight-delay@1 was removed.';
  expect(() => queries['jobs.create'](db, { job: sampleJob('b'), nowMs: 3 })).toThrow(removed);
  expect(() => queries['jobs.resume'](db, { id: 'a' })).toThrow(removed);
  queries['models.restore'](db, model);
  expect(queries['jobs.resume'](db, { id: 'a' })).toMatchObject({ state: 'queued' });
});

test('all about a version can be forgotten', () => {
  queries['models.alias'](db, { name: model.name, aliases: { champion: '1', challenger: '2' } });
  queries['models.settings'](db, { ...model, settings: usualSettings });
  queries['models.remove'](db, { ...model, nowMs: 1 });
  queries['models.forget'](db, model);
  expect(notes()).toEqual({
    aliases: [{ name: model.name, alias: 'challenger', version: '2' }],
    removals: [],
    settings: [],
  });
});
