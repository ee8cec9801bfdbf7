import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import type { AppStatus } from '../contract/app.ts';
import type { ContractClient } from '../contract/client.ts';
import { type ForkEngine, forkOnNode } from '../engine/client/index.ts';
import { type Backend, type BackendOptions, openBackend } from './main.ts';

const sample = fileURLToPath(new URL('../../resources/samples/flight-delay.csv', import.meta.url));

let folder: string;
let backend: Backend | null;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-start-'));
  backend = null;
});
afterEach(async () => {
  await backend?.stop();
  removeFolder(folder);
});

async function open(
  more: Partial<BackendOptions> = {},
): Promise<{ opened: Backend; client: ContractClient }> {
  const opened = await openBackend({ dataFolder: folder, shell: 'command', engineProcesses: 1, ...more });
  backend = opened;
  return { opened, client: opened.server.connect({ shell: 'command' }).client };
}

async function untilStatus(client: ContractClient, wanted: (status: AppStatus) => boolean) {
  for await (const status of await client.app.status()) if (wanted(status)) return status;
  throw new Error('the stream of the status ended');
}

it('ends what has begun when a later part cannot start', async () => {
  await (await open()).opened.stop();
  const db = new DatabaseSync(join(folder, 'foredeck.db'));
  db.exec('DROP TABLE rejected_rows; DROP TABLE jobs');
  db.close();

  const ended: Promise<void>[] = [];
  const fork: ForkEngine = (options) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    ended.push(promise);
    return forkOnNode({ ...options, onExit: (exit) => (resolve(), options.onExit(exit)) });
  };
  await expect(open({ fork })).rejects.toMatchObject({ failure: { code: 'STORE_FAILED' } });
  expect(ended).toHaveLength(1);
  await Promise.all(ended);
  // The folder is free again, and so is the database.
  await expect(open({ idle: true })).resolves.toBeDefined();
});

it('waits for a command that only looks, and refuses a folder whose holder can be reached', async () => {
  const { opened: looking } = await open({ idle: true });
  const waiting = open({ idle: true });
  await looking.stop();
  const { opened } = await waiting;
  opened.publishControl({ address: 'somewhere', token: 'secret' });
  await expect(openBackend({ dataFolder: folder, shell: 'command' })).rejects.toMatchObject({
    failure: { code: 'FOLDER_IN_USE', message: expect.stringContaining(`process ${process.pid}`) },
  });
});

it('is ready once an engine process takes calls, and notes in its log how the store was opened', async () => {
  const { opened, client } = await open();
  await untilStatus(client, ({ engine }) => engine.state === 'ready');
  expect(opened.isReady()).toBe(true);
  await opened.stop();
  expect(opened.isReady()).toBe(false);
  const [line] = readFileSync(join(folder, 'logs', 'foredeck.log'), 'utf8').split('\n');
  expect(JSON.parse(line ?? '')).toMatchObject({ level: 'info', details: { created: true, restored: null } });
});

it('keeps what a page remembers apart from its own settings', async () => {
  const { client } = await open({ idle: true });
  await client.app.remember({ key: 'queue.paused', value: 'true' });
  expect(await client.app.recall({ key: 'queue.paused' })).toEqual({ value: 'true' });
  expect(await untilStatus(client, () => true)).toMatchObject({ queuePaused: false });
});

it('tells the status bar where its server is', async () => {
  const { opened, client } = await open({ idle: true });
  await expect(client.server.start()).rejects.toMatchObject({ failure: { code: 'NOT_SUPPORTED' } });
  await opened.lendServer({
    fixed: { port: 1, network: false, asksForToken: true },
    open: async () => ({
      url: 'http://127.0.0.1:1',
      counts: () => ({ inFlight: 0, connections: 0 }),
      newDocsLink: () => '',
      close: async () => undefined,
    }),
  });
  expect(await untilStatus(client, ({ server }) => server.state === 'on')).toMatchObject({
    server: { url: 'http://127.0.0.1:1' },
  });
});

it('says what all the jobs work on that share its engine processes', async () => {
  const { client } = await open();
  const missing = { wind_speed: { kind: 'default' as const }, visib: { kind: 'default' as const } };
  const model = { name: 'flight-delay', version: null };
  const works = new Set<string | null>();
  const [header, ...lines] = readFileSync(sample, 'utf8').trim().split('\n');
  const rows = Array.from({ length: 5 }, () => lines.join('\n'));
  await client.jobs.pauseQueue({ paused: true });
  for (const name of ['one.csv', 'two.csv']) {
    const input = join(folder, name);
    writeFileSync(input, [header, ...rows, ''].join('\n'));
    // One row at a time is slow enough to be seen.
    await client.jobs.create({ input, model, missing, chunkRows: 1 });
  }
  await client.jobs.pauseQueue({ paused: false });
  const done = async () => (await client.jobs.list()).every(({ state }) => state === 'done');
  for await (const { engine } of await client.app.status()) {
    const work = engine.processes[0]?.work ?? null;
    works.add(work);
    if (work === null && (await done())) break;
  }
  expect([...works]).toContain('one.csv, two.csv');
}, 30_000);
