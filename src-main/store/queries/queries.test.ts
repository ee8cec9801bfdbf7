import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultRetryPolicy as policy } from '../../domain/job.ts';
import { migrations } from '../migrations/index.ts';
import { sampleJob, sampleResult } from '../testing/samples.ts';
import { queries } from './index.ts';

let db: Database.Database;
beforeEach(() => {
  db = new Database(':memory:');
  db.pragma('foreign_keys = ON');
  for (const step of migrations) step(db);
});
afterEach(() => db.close());

const create = (id: string, nowMs: number, runAfterMs: number | null = null) =>
  queries['jobs.create'](db, { job: sampleJob(id, runAfterMs), nowMs });
const lease = (nowMs: number, owner = 'me') =>
  queries['jobs.lease'](db, { owner, nowMs, leaseUntilMs: nowMs + 10 });
const get = (id: string) => queries['jobs.get'](db, { id });
const stages = { read: 0, encode: 0, infer: 0, write: 0 };
const progress = (rowsDone: number) => ({
  rowsDone,
  rejected: 0,
  bytesDone: rowsDone,
  bytesTotal: 1_000,
  share: rowsDone / 1_000,
  rowsPerSecond: null,
  secondsLeft: null,
  stages,
});
const checkpoint = (id: string, rows: number, rejected: { row: number }[] = [], owner = 'me') =>
  queries['jobs.checkpoint'](db, {
    id,
    owner,
    nowMs: 1,
    leaseUntilMs: 2,
    checkpoint: { rows },
    progress: progress(rows),
    rejected: rejected.map(({ row }) => ({
      row,
      feature: 'f',
      column: 'c',
      value: 'x',
      reason: 'not a number',
    })),
  });

describe('leases', () => {
  test('the oldest due job first; a later time and a wait for the next try hold a job back', () => {
    create('later', 1, 500);
    create('b', 3);
    create('a', 2);
    create('same-time', 3);
    expect([lease(10).job?.id, lease(10).job?.id, lease(10).job?.id, lease(10).job]).toEqual([
      'a',
      'b',
      'same-time',
      null,
    ]);
    expect(queries['jobs.nextDue'](db, {})).toBe(500);
    queries['jobs.endRun'](db, {
      id: 'a',
      owner: 'me',
      nowMs: 20,
      end: { kind: 'failed', failure: { code: 'ENGINE_CRASHED', message: 'fell over', retryable: true } },
      progress: null,
      policy: { ...policy, firstWaitMs: 100 },
    });
    expect(get('a')).toMatchObject({ state: 'retrying', nextAttemptMs: 120, attempts: 1, leased: false });
    expect(queries['jobs.nextDue'](db, {})).toBe(120);
    expect(lease(119).job).toBeNull();
    expect(lease(120).job?.id).toBe('a');
    expect(lease(500).job?.id).toBe('later');
    expect(queries['jobs.nextDue'](db, {})).toBeNull();
  });

  test('a paused queue gives nothing away', () => {
    create('a', 1);
    queries['queue.pause'](db, { paused: true });
    expect(lease(10).job).toBeNull();
    expect(queries['jobs.nextDue'](db, {})).toBeNull();
    queries['queue.pause'](db, { paused: false });
    expect(lease(10).job?.id).toBe('a');
  });

  test.each([
    ['not JSON', '{"input": "/data', 'they are not JSON'],
    ['another shape', '{"input": "/data/a.csv", "model": "m"}', 'model: '],
  ])(
    'a job whose settings are garbled (%s) is failed with words, and the next one runs',
    (_, spec, words) => {
      create('bad', 1);
      create('good', 2);
      db.prepare('UPDATE jobs SET spec = ?, progress = ?, checkpoint = ? WHERE id = ?').run(
        spec,
        '[',
        '7',
        'bad',
      );
      const { job, garbled } = lease(10);
      expect(job?.id).toBe('good');
      expect(garbled).toMatchObject([
        {
          id: 'bad',
          state: 'failed',
          leased: false,
          spec: null,
          checkpoint: null,
          failure: { code: 'STORE_FAILED' },
        },
      ]);
      expect(get('bad').failure?.message).toContain(words);
      expect(queries['jobs.list'](db, { limit: 10 }).map(({ id }) => id)).toEqual(['good', 'bad']);
    },
  );

  test('only the holder saves checkpoints, heartbeats and ends', () => {
    create('a', 1);
    lease(10);
    expect(checkpoint('a', 5)).toEqual({ held: true });
    expect(checkpoint('a', 9, [], 'other')).toEqual({ held: false });
    const beat = { nowMs: 50, leaseUntilMs: 60, jobs: [{ id: 'a', progress: progress(7) }] };
    expect(queries['jobs.heartbeat'](db, { owner: 'other', ...beat })).toEqual({ lost: ['a'] });
    expect(queries['jobs.heartbeat'](db, { owner: 'me', ...beat })).toEqual({ lost: [] });
    const end = { id: 'a', nowMs: 70, end: { kind: 'stopped' as const }, progress: null, policy };
    expect(queries['jobs.endRun'](db, { owner: 'other', ...end })).toBeNull();
    expect(get('a')).toMatchObject({
      checkpoint: { rows: 5 },
      progress: { rowsDone: 7 },
      heartbeatMs: 50,
      leaseUntilMs: 60,
    });
    expect(queries['jobs.endRun'](db, { owner: 'me', ...end })).toMatchObject({
      state: 'queued',
      leased: false,
      ranMs: 60,
    });
  });

  test('what another process left is freed, with its time up to the last heartbeat', () => {
    create('run', 1);
    create('mine', 2);
    create('paused', 3);
    lease(10, 'dead');
    queries['jobs.heartbeat'](db, {
      owner: 'dead',
      nowMs: 40,
      leaseUntilMs: 50,
      jobs: [{ id: 'run', progress: null }],
    });
    lease(10, 'me');
    lease(10, 'dead');
    queries['jobs.pause'](db, { id: 'paused' });
    const freed = queries['jobs.reclaim'](db, { owner: 'me', nowMs: 1_000, policy });
    expect(
      freed.map(({ id, state, leased, ranMs, crashes }) => ({ id, state, leased, ranMs, crashes })),
    ).toEqual([
      { id: 'run', state: 'queued', leased: false, ranMs: 30, crashes: 1 },
      { id: 'paused', state: 'paused', leased: false, ranMs: 0, crashes: 0 },
    ]);
    expect(get('mine')).toMatchObject({ state: 'running', leaseOwner: 'me' });
  });

  test('a row that says running but is held by nobody goes back to the queue', () => {
    create('a', 1);
    db.prepare(`UPDATE jobs SET state = 'running'`).run();
    expect(queries['jobs.reclaim'](db, { owner: 'me', nowMs: 1, policy })).toMatchObject([
      { id: 'a', state: 'queued' },
    ]);
  });
});

describe('what jobs leave behind', () => {
  test('the result of a done job only', () => {
    create('a', 1);
    expect(() => queries['jobs.result'](db, { id: 'a' })).toThrow('only a job that is done has a result');
    lease(10);
    queries['jobs.endRun'](db, {
      id: 'a',
      owner: 'me',
      nowMs: 20,
      end: { kind: 'done', result: sampleResult(3) },
      progress: progress(3),
      policy,
    });
    expect(queries['jobs.result'](db, { id: 'a' })).toEqual(sampleResult(3));
    expect(get('a')).toMatchObject({ state: 'done', progress: { rowsDone: 3 } });
    db.prepare(`UPDATE jobs SET result = '{"rows": "many"}'`).run();
    expect(() => queries['jobs.result'](db, { id: 'a' })).toThrow('cannot be read');
  });

  test('samples of rejected rows come with the checkpoint, at most 1,000, and go again after a row', () => {
    create('a', 1);
    lease(10);
    checkpoint(
      'a',
      600,
      Array.from({ length: 600 }, (_, n) => ({ row: n + 1 })),
    );
    checkpoint('a', 600, [{ row: 600 }]);
    checkpoint(
      'a',
      1_200,
      Array.from({ length: 600 }, (_, n) => ({ row: n + 601 })),
    );
    const page = queries['rejected.page'](db, { id: 'a', offset: 998, limit: 10 });
    expect(page.kept).toBe(1_000);
    expect(page.rows.map(({ row }) => row)).toEqual([999, 1_000]);
    queries['rejected.forgetAfter'](db, { id: 'a', row: 600 });
    expect(queries['rejected.page'](db, { id: 'a', offset: 0, limit: 1 })).toEqual({
      rows: [{ row: 1, feature: 'f', column: 'c', value: 'x', reason: 'not a number' }],
      kept: 600,
    });
  });

  test('a removed job is off the list until it is restored', () => {
    create('a', 1);
    expect(() => queries['jobs.remove'](db, { id: 'a', nowMs: 2 })).toThrow('Cancel it first');
    queries['jobs.cancel'](db, { id: 'a', nowMs: 2 });
    queries['jobs.remove'](db, { id: 'a', nowMs: 3 });
    expect(queries['jobs.list'](db, { limit: 10 })).toEqual([]);
    expect(() => queries['jobs.resume'](db, { id: 'a' })).toThrow('put it back first');
    queries['jobs.restore'](db, { id: 'a' });
    expect(queries['jobs.list'](db, { limit: 10 })).toHaveLength(1);
  });

  test('jobs are counted by what they do', () => {
    for (const id of ['a', 'b', 'c', 'd']) create(id, 1);
    lease(10);
    queries['jobs.pause'](db, { id: 'b' });
    queries['jobs.cancel'](db, { id: 'c', nowMs: 1 });
    expect(queries['jobs.count'](db, {})).toEqual({ running: 1, queued: 1, paused: 1 });
  });

  test.each(['../x', '', 'a/b', '.hidden'])('an id that is no folder name is refused: %j', (id) => {
    expect(() => create(id, 1)).toThrow('job id');
  });
});

describe('the files of jobs', () => {
  const job = (id: string, outputPath: string) => ({ ...sampleJob(id), outputPath });
  const createTo = (id: string, outputPath: string) =>
    queries['jobs.create'](db, { job: job(id, outputPath), nowMs: 1 });

  test('no two jobs are about to write one file, whether new or resumed', () => {
    createTo('a', '/data/out.csv');
    expect(() => createTo('b', '/data/out.csv')).toThrow('Job a is about to write out.csv');
    queries['jobs.pause'](db, { id: 'a' });
    expect(() => createTo('b', '/data/out.csv')).toThrow('about to write');
    queries['jobs.resume'](db, { id: 'a' });
    queries['jobs.cancel'](db, { id: 'a', nowMs: 2 });
    createTo('b', '/data/out.csv');
    expect(() => queries['jobs.resume'](db, { id: 'a' })).toThrow('Job b is about to write out.csv');
    expect(get('a').state).toBe('cancelled');
    queries['jobs.cancel'](db, { id: 'b', nowMs: 3 });
    expect(queries['jobs.resume'](db, { id: 'a' }).state).toBe('queued');
  });

  test('a path is known as long as a job on the list reads or writes it', () => {
    const known = (path: string) => queries['jobs.knowsPath'](db, { path });
    createTo('a', '/data/out.csv');
    expect(['/data/flights.csv', '/data/out.csv', '/data/other.csv'].map(known)).toEqual([true, true, false]);
    queries['jobs.cancel'](db, { id: 'a', nowMs: 2 });
    queries['jobs.remove'](db, { id: 'a', nowMs: 3 });
    expect(['/data/flights.csv', '/data/out.csv'].map(known)).toEqual([false, false]);
    queries['jobs.restore'](db, { id: 'a' });
    expect(known('/data/out.csv')).toBe(true);
  });
});

describe('what is remembered', () => {
  test('mappings by shape and model; the last one wins, a garbled one is none', () => {
    const one = { shape: 's', modelName: 'm' };
    expect(queries['mappings.recall'](db, one)).toBeNull();
    const mapping = {
      mapping: { f: 'A' },
      missing: { f: { kind: 'reject' as const } },
      fileName: 'a.csv',
      updatedMs: 1,
    };
    queries['mappings.remember'](db, { ...one, ...mapping });
    queries['mappings.remember'](db, { ...one, ...mapping, mapping: { f: 'B' }, updatedMs: 2 });
    expect(queries['mappings.recall'](db, one)).toEqual({ ...mapping, mapping: { f: 'B' }, updatedMs: 2 });
    expect(queries['mappings.recall'](db, { ...one, modelName: 'other' })).toBeNull();
    db.prepare(`UPDATE remembered_mappings SET mapping = '{"mapping":3}'`).run();
    expect(queries['mappings.recall'](db, one)).toBeNull();
  });

  test('settings and notices', () => {
    queries['settings.remember'](db, { key: 'k', value: '1' });
    queries['settings.remember'](db, { key: 'k', value: '2' });
    expect(queries['settings.recall'](db, { key: 'k' })).toBe('2');
    expect(queries['settings.recall'](db, { key: 'none' })).toBeNull();
    const notice = (id: string, atMs: number) => ({
      id,
      level: 'warn' as const,
      title: 't',
      text: 'x',
      atMs,
    });
    queries['notices.add'](db, { notice: notice('old', 1) });
    queries['notices.add'](db, { notice: notice('new', 2) });
    expect(queries['notices.list'](db, {})).toEqual([notice('new', 2), notice('old', 1)]);
    queries['notices.dismiss'](db, { id: 'new', nowMs: 3 });
    expect(queries['notices.list'](db, {})).toEqual([notice('old', 1)]);
  });
});
