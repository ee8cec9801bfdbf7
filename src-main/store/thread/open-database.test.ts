import {
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultRetryPolicy as policy } from '../../domain/job.ts';
import { migrations } from '../migrations/index.ts';
import { queries } from '../queries/index.ts';
import { storeFailure } from '../store-failure.ts';
import { sampleJob, sampleResult, temporaryFolder } from '../testing/samples.ts';
import { backUp, listBackups } from './backups.ts';
import { writeJobFile } from './job-files.ts';
import { openDatabase } from './open-database.ts';

const startMs = Date.UTC(2026, 10, 3, 10, 15);
const dayMs = 86_400_000;
let temporary: ReturnType<typeof temporaryFolder>;
let folder: string;
let file: string;
const backups = () => join(folder, 'backups');
beforeEach(() => {
  temporary = temporaryFolder();
  folder = temporary.folder;
  file = join(folder, 'foredeck.db');
});
afterEach(() => temporary.remove());

const open = (nowMs: number) => openDatabase({ folder, nowMs });

/** A folder with jobs a and b in the database, a backup of when there was only a, and the files of both. */
async function used(): Promise<void> {
  const { db } = await open(startMs);
  const a = queries['jobs.create'](db, { job: sampleJob('a'), nowMs: 1 });
  writeJobFile(db, join(folder, 'jobs'), a);
  for (let n = 0; n < 200; n += 1) {
    queries['settings.remember'](db, { key: `key ${n}`, value: 'x'.repeat(500) });
  }
  await backUp(db, backups(), { kind: 'daily', nowMs: startMs + 1 });
  const b = queries['jobs.create'](db, { job: sampleJob('b'), nowMs: 2 });
  writeJobFile(db, join(folder, 'jobs'), b);
  queries['jobs.lease'](db, { owner: 'me', nowMs: 5, leaseUntilMs: 10 });
  const done = queries['jobs.endRun'](db, {
    id: 'a',
    owner: 'me',
    nowMs: 9,
    end: { kind: 'done', result: sampleResult(3) },
    progress: null,
    policy,
  });
  if (done) writeJobFile(db, join(folder, 'jobs'), done);
  db.close();
}

function overwrite(path: string, from: number, bytes: number): void {
  const handle = openSync(path, 'r+');
  writeSync(handle, Buffer.alloc(Math.min(bytes, fstatSync(handle).size - from), 0xa5), 0, undefined, from);
  closeSync(handle);
}

describe('a sound database', () => {
  test('is opened as it is, with the settings that keep what was answered for', async () => {
    await used();
    const { db, report } = await open(startMs + 2);
    expect(report).toMatchObject({
      created: false,
      restored: null,
      migratedFrom: null,
      jobsReread: [],
      backupFailure: null,
    });
    const pragma = (name: string) => db.pragma(name, { simple: true });
    expect([
      pragma('journal_mode'),
      pragma('synchronous'),
      pragma('foreign_keys'),
      pragma('busy_timeout'),
    ]).toEqual(['wal', 2, 1, 5_000]);
    expect(queries['notices.list'](db, {})).toEqual([]);
    db.close();
  });

  test('gets a backup once a day', async () => {
    await used();
    for (const atMs of [startMs + 2, startMs + dayMs, startMs + dayMs + 2]) (await open(atMs)).db.close();
    expect(listBackups(backups()).map(({ atMs }) => atMs)).toEqual([startMs + dayMs + 2, startMs + 1]);
  });

  test('opens also when the daily backup cannot be made', async () => {
    await used();
    rmSync(backups(), { recursive: true });
    writeFileSync(backups(), 'a file is in the way');
    const { db, report } = await open(startMs + dayMs);
    expect(report.backupFailure?.code).toBe('FOLDER_UNUSABLE');
    expect(queries['jobs.get'](db, { id: 'b' }).state).toBe('queued');
    db.close();
  });
});

describe('a damaged database is set aside and the newest good backup restored', () => {
  const damages: Record<string, () => void> = {
    'overwritten pages': () => overwrite(file, 4096, 60_000),
    'an overwritten header': () => overwrite(file, 0, 100),
    'cut off in the middle': () =>
      truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096 + 100),
    'cut off in the header': () => truncateSync(file, 40),
    'empty, with a log': () => {
      truncateSync(file, 0);
      writeFileSync(`${file}-wal`, 'what was committed last');
    },
    'text instead': () =>
      writeFileSync(file, 'This is a text file that somebody saved under the wrong name. '.repeat(99)),
  };
  test.each(Object.keys(damages))('%s', async (name) => {
    await used();
    damages[name]?.();
    const damaged = readFileSync(file);
    const { db, report } = await open(startMs + 2);
    expect(report.restored).toMatchObject({ backup: { atMs: startMs + 1, version: migrations.length } });
    const [aside] = report.restored?.setAside ?? [];
    expect(aside).toBe('foredeck.db.corrupt-20261103T101500002Z');
    expect(readFileSync(join(folder, aside ?? '')).equals(damaged)).toBe(true);
    if (name === 'empty, with a log') {
      expect(readFileSync(join(folder, `${aside}-wal`), 'utf8')).toBe('what was committed last');
    }
    // The backup knows a as queued and b not at all; the job folders know better.
    expect([...report.jobsReread].sort()).toEqual(['a', 'b']);
    expect(queries['jobs.get'](db, { id: 'a' })).toMatchObject({ state: 'done', endedMs: 9, ranMs: 4 });
    expect(queries['jobs.result'](db, { id: 'a' })).toEqual(sampleResult(3));
    expect(queries['jobs.get'](db, { id: 'b' })).toMatchObject({ state: 'queued', createdMs: 2 });
    expect(queries['settings.recall'](db, { key: 'key 7' })).toBe('x'.repeat(500));
    const [notice] = queries['notices.list'](db, {});
    expect(notice).toMatchObject({ level: 'warn', title: 'The database was restored' });
    expect(notice?.text).toContain('The backup of 2026-11-03 10:15 UTC was restored');
    db.close();

    const again = await open(startMs + 3);
    expect(again.report).toMatchObject({ created: false, restored: null });
    again.db.close();
  });

  test('a backup that is damaged too is passed over for an older one', async () => {
    await used();
    const { db: now } = await open(startMs + 2);
    const newest = await backUp(now, backups(), { kind: 'migration', nowMs: startMs + 5 });
    now.close();
    overwrite(newest.path, 4096, 60_000);
    overwrite(file, 4096, 60_000);
    const { db, report } = await open(startMs + 6);
    expect(report.restored?.backup?.atMs).toBe(startMs + 1);
    expect(existsSync(newest.path)).toBe(true);
    db.close();
  });

  test('without a good backup it begins empty, brings the jobs back from their folders, and says so', async () => {
    await used();
    rmSync(backups(), { recursive: true });
    overwrite(file, 0, 4096);
    mkdirSync(join(folder, 'jobs', 'c'));
    writeFileSync(join(folder, 'jobs', 'c', 'job.json'), '{"format": 1, "job": {"id": "c"');
    mkdirSync(join(folder, 'jobs', 'd'));
    const { db, report } = await open(startMs + 2);
    expect(report).toMatchObject({
      restored: { backup: null },
      jobsReread: ['a', 'b'],
      jobsUnreadable: ['c'],
    });
    expect(queries['jobs.list'](db, { limit: 9 }).map(({ id, state }) => [id, state])).toEqual([
      ['b', 'queued'],
      ['a', 'done'],
    ]);
    expect(queries['notices.list'](db, {})[0]).toMatchObject({ level: 'bad' });
    expect(queries['jobs.lease'](db, { owner: 'me', nowMs: 20, leaseUntilMs: 30 }).job?.id).toBe('b');
    db.close();
  });

  test('what was running when its file was written goes on from the checkpoint there', async () => {
    const { db: first } = await open(startMs);
    queries['jobs.create'](first, { job: sampleJob('a'), nowMs: 1 });
    queries['jobs.lease'](first, { owner: 'me', nowMs: 5, leaseUntilMs: 10 });
    const held = { id: 'a', owner: 'me', nowMs: 6, leaseUntilMs: 10, progress: null, rejected: [] };
    queries['jobs.checkpoint'](first, { ...held, checkpoint: { rows: 42 } });
    writeJobFile(first, join(folder, 'jobs'), queries['jobs.get'](first, { id: 'a' }));
    first.close();
    rmSync(file);
    const { db, report } = await open(startMs + 1);
    expect(report).toMatchObject({ restored: null, created: true, jobsReread: ['a'] });
    expect(queries['jobs.get'](db, { id: 'a' })).toMatchObject({
      state: 'queued',
      leased: false,
      checkpoint: { rows: 42 },
    });
    expect(queries['notices.list'](db, {})).toMatchObject([{ title: 'Jobs were found again' }]);
    db.close();
  });

  test('a crash between setting aside and restoring is made good at the next start, a stray log included', async () => {
    await used();
    renameSync(file, `${file}.corrupt-earlier`);
    writeFileSync(`${file}-wal`, 'the log of the file that was set aside');
    const { db, report } = await open(startMs + 2);
    expect(report.restored).toMatchObject({
      reason: 'the file is missing',
      setAside: ['foredeck.db.corrupt-20261103T101500002Z-wal'],
      backup: { atMs: startMs + 1 },
    });
    db.close();
    expect(existsSync(`${file}.corrupt-earlier`)).toBe(true);
  });
});

describe('a folder that cannot be used', () => {
  test('a database of a newer version is refused and stays as it is, byte for byte', async () => {
    await used();
    const newer = new Database(file);
    newer.pragma(`user_version = ${migrations.length + 1}`);
    newer.close();
    const before = readFileSync(file);
    const names = readdirSync(folder).sort();
    await expect(open(startMs + dayMs)).rejects.toMatchObject({
      failure: { code: 'STORE_FAILED', message: expect.stringContaining('newer Foredeck'), retryable: false },
    });
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(names);
  });

  test('a newer version that only the log knows of is refused too', async () => {
    await used();
    const newer = new Database(file);
    newer.pragma('wal_autocheckpoint = 0');
    newer.pragma(`user_version = ${migrations.length + 1}`);
    // As a crash leaves it: the log beside the file, nothing carried over.
    const [db, log] = [readFileSync(file), readFileSync(`${file}-wal`)];
    newer.close();
    writeFileSync(file, db);
    writeFileSync(`${file}-wal`, log);
    await expect(open(startMs + dayMs)).rejects.toThrow('newer Foredeck');
    expect(existsSync(file)).toBe(true);
  });

  test('a full disk is DISK_FULL', async () => {
    const { db } = await open(startMs);
    const pages = db.pragma('page_count', { simple: true });
    db.pragma(`max_page_count = ${Number(pages)}`);
    let thrown: unknown;
    try {
      queries['settings.remember'](db, { key: 'k', value: 'x'.repeat(100_000) });
    } catch (error) {
      thrown = error;
    }
    expect(storeFailure(thrown, 'remember a setting').failure).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('not possible to remember a setting'),
    });
    db.close();
  });

  test('a folder in place of the database is FOLDER_UNUSABLE', async () => {
    mkdirSync(file);
    writeFileSync(join(file, 'x'), '');
    const thrown = await open(startMs).catch((error: unknown) => error);
    expect(storeFailure(thrown, 'open the database').failure.code).toBe('FOLDER_UNUSABLE');
  });
});
