import { fork as forkProcess } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import type { AppStatus } from '../contract/app.ts';
import type { ContractClient } from '../contract/client.ts';
import { failureOf } from '../contract/failure-schema.ts';
import type { ForkEngine } from '../engine/client/index.ts';
import { type Backend, openBackend } from './main.ts';
import { allWays, type Reached, type ReachOut, reachOut, type Way } from './testing/reach-out.ts';

const reaching = new URL('./testing/reaching-process.ts', import.meta.url);
const refused = allWays.map(() => 'OFFLINE');

let folder: string;
let backend: Backend | null = null;
let processes: ReturnType<typeof forkProcess>[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-offline-'));
  processes = [];
});
afterEach(async () => {
  await backend?.stop();
  removeFolder(folder);
});

/** The real engine process, which can also be asked to try its ways out. */
const forkTrying: ForkEngine = ({ entryUrl, args, onMessage, onExit }) => {
  const child = forkProcess(fileURLToPath(entryUrl), [...args], {
    serialization: 'advanced',
    execArgv: ['--import', reaching.href],
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  processes.push(child);
  child.on('message', (message) => onMessage(message as never));
  child.on('close', (code, signal) => onExit({ code, signal, lastLines: [] }));
  return {
    pid: child.pid ?? null,
    send: (message) => void child.send(message, () => {}),
    kill: () => void child.kill('SIGKILL'),
  };
};

async function open(): Promise<ContractClient> {
  backend = await openBackend({ dataFolder: folder, shell: 'command', engineProcesses: 1, fork: forkTrying });
  return backend.server.connect({ shell: 'command' }).client;
}

async function untilStatus(
  client: ContractClient,
  wanted: (status: AppStatus) => boolean,
): Promise<AppStatus> {
  for await (const status of await client.app.status()) if (wanted(status)) return status;
  throw new Error('the stream of the status ended');
}

function engineReaches(by: Way[] = allWays): Promise<string[]> {
  const child = processes.at(-1);
  return new Promise((resolve) => {
    child?.on('message', (message: Reached) => {
      if (message.kind === 'test.reached') resolve(message.codes);
    });
    child?.send({ kind: 'test.reach', by } satisfies ReachOut);
  });
}

const isReady = ({ engine }: AppStatus): boolean => engine.state === 'ready';

it('refuses and counts in main and in the engine processes, over their restarts and its own', async () => {
  const client = await open();
  expect((await untilStatus(client, isReady)).offline).toEqual({ on: false, refused: 0 });

  await client.app.setOffline({ on: true });
  expect(await reachOut(allWays)).toEqual(refused);
  expect(await engineReaches()).toEqual(refused);
  expect((await untilStatus(client, ({ offline }) => offline.refused >= 8)).offline).toEqual({
    on: true,
    refused: 8,
  });

  processes[0]?.kill('SIGKILL');
  await untilStatus(client, (status) => isReady(status) && processes.length === 2);
  expect(await engineReaches()).toEqual(refused);
  expect((await untilStatus(client, ({ offline }) => offline.refused >= 12)).offline.refused).toBe(12);

  await backend?.stop();
  const again = await open();
  expect((await untilStatus(again, isReady)).offline).toEqual({ on: true, refused: 0 });
  expect(await reachOut(allWays)).toEqual(refused);
  expect(await engineReaches()).toEqual(refused);

  await again.app.setOffline({ on: false });
  expect(await reachOut(['mapped'])).toEqual(['ECONNREFUSED']);
  expect(await engineReaches(['mapped'])).toEqual(['ECONNREFUSED']);
  expect((await untilStatus(again, ({ offline }) => !offline.on)).offline.on).toBe(false);
});

it('tells whoever wanted a model on another server, and goes no further', async () => {
  const client = await open();
  await client.app.setOffline({ on: true });
  const adding = client.models.addRemote({ url: 'http://198.51.100.7:8000', model: 'fraud' });
  const failure = failureOf(await adding.catch((error: unknown) => error));
  expect(failure).toMatchObject({ code: 'OFFLINE', retryable: false });
  expect(failure.message).toContain('198.51.100.7:8000');
  expect((await untilStatus(client, ({ offline }) => offline.refused > 0)).offline.on).toBe(true);
});

it('begins to count anew each time it is switched on', async () => {
  const client = await open();
  for (let time = 0; time < 2; time += 1) {
    await client.app.setOffline({ on: true });
    await reachOut(allWays);
    expect((await untilStatus(client, ({ offline }) => offline.refused >= 4)).offline.refused).toBe(4);
    await client.app.setOffline({ on: false });
  }
});

it('leaves Node as it was when the backend has stopped', async () => {
  const before = net.Socket.prototype.connect;
  await open();
  expect(net.Socket.prototype.connect).not.toBe(before);
  await backend?.stop();
  expect(net.Socket.prototype.connect).toBe(before);
});
