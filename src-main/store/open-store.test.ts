import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Failure } from '../contract/failure.ts';
import { defaultRetryPolicy } from '../domain/job.ts';
import { openStore, type Store } from './open-store.ts';
import { sampleJob, sampleResult, temporaryFolder } from './testing/samples.ts';

const threadUrl = new URL('../app/store-thread.ts', import.meta.url);
let temporary: ReturnType<typeof temporaryFolder>;
let stores: Store[];
let nowMs: number;

beforeEach(() => {
  temporary = temporaryFolder();
  stores = [];
  nowMs = Date.UTC(2026, 10, 3, 10, 15);
});
afterEach(async () => {
  for (const store of stores) await store.close();
  temporary.remove();
});

async function open(): Promise<Store> {
  const store = await openStore({ folder: temporary.folder, threadUrl, nowMs: () => nowMs });
  stores.push(store);
  return store;
}

describe('a store in its thread', () => {
  test('keeps what it was told over a close and a new opening', async () => {
    const store = await open();
    expect(store.openReport).toMatchObject({ created: true, restored: null, migratedFrom: null });
    await store.call('jobs.create', { job: sampleJob('a'), nowMs });
    const { job } = await store.call('jobs.lease', { owner: 'me', nowMs, leaseUntilMs: nowMs + 1000 });
    expect(job?.spec.chunkRows).toBe(4096);
    const done = await store.call('jobs.endRun', {
      id: 'a',
      owner: 'me',
      nowMs: nowMs + 500,
      end: { kind: 'done', result: sampleResult(10) },
      progress: null,
      policy: defaultRetryPolicy,
    });
    expect(done).toMatchObject({ state: 'done', ranMs: 500, leased: false });
    await store.close();

    const again = await open();
    expect(again.openReport.created).toBe(false);
    expect(await again.call('jobs.get', { id: 'a' })).toEqual(done);
    expect(await again.call('jobs.result', { id: 'a' })).toEqual(sampleResult(10));
  });

  test('writes the job file with every change of a job', async () => {
    const store = await open();
    await store.call('jobs.create', { job: sampleJob('a'), nowMs });
    const file = () => JSON.parse(readFileSync(join(temporary.folder, 'jobs', 'a', 'job.json'), 'utf8'));
    expect(file()).toMatchObject({ format: 1, job: { id: 'a', state: 'queued', revision: 1 } });
    await store.call('jobs.cancel', { id: 'a', nowMs });
    expect(file()).toMatchObject({ job: { state: 'cancelled', revision: 2 } });
  });

  test('tells of a daily backup that cannot be made when it opens', async () => {
    await (await open()).close();
    writeFileSync(join(temporary.folder, 'backups'), 'a file is in the way');
    const troubles: Failure[] = [];
    const store = await openStore({
      folder: temporary.folder,
      threadUrl,
      nowMs: () => nowMs,
      onTrouble: (failure) => troubles.push(failure),
    });
    stores.push(store);
    expect(troubles.map(({ code }) => code)).toEqual(['FOLDER_UNUSABLE']);
  });

  test('answers with the failure of the query, and goes on', async () => {
    const store = await open();
    await expect(store.call('jobs.get', { id: 'none' })).rejects.toMatchObject({
      failure: { code: 'JOB_NOT_FOUND', message: 'There is no job none.' },
    });
    await expect(store.call('queue.paused', {})).resolves.toBe(false);
  });

  test('does what was asked before it closes, and refuses afterwards', async () => {
    const store = await open();
    const asked = store.call('settings.remember', { key: 'k', value: 'v' });
    const closed = store.close();
    await expect(asked).resolves.toBeUndefined();
    await closed;
    await store.close();
    await expect(store.call('settings.recall', { key: 'k' })).rejects.toMatchObject({
      failure: { code: 'CLOSED' },
    });
  });

  test('a folder that cannot be one is FOLDER_UNUSABLE', async () => {
    const file = join(temporary.folder, 'file');
    writeFileSync(file, '');
    await expect(
      openStore({ folder: join(file, 'data'), threadUrl, nowMs: () => nowMs }),
    ).rejects.toMatchObject({ failure: { code: 'FOLDER_UNUSABLE' } });
  });

  test('a thread that cannot start is a failure, not a hang', async () => {
    await expect(
      openStore({
        folder: temporary.folder,
        threadUrl: new URL('./none.ts', import.meta.url),
        nowMs: () => nowMs,
      }),
    ).rejects.toMatchObject({ failure: { code: 'STORE_FAILED' } });
  });
});
