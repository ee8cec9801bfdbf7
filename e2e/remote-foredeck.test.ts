import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { type Backend, openBackend } from '../src-main/app/main.ts';
import type { ContractClient } from '../src-main/contract/client.ts';
import type { Job } from '../src-main/contract/jobs.ts';

/**
 * A model that runs on another Foredeck gives what it gives here: the same bytes in a scored file, the same predictions.
 */

const root = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const names = readdirSync(root('models')).filter((name) => existsSync(root(`models/${name}/card.json`)));
const token = 'between-the-two-of-us';

let folder: string;
let other: { child: ChildProcess; port: number };
let backend: Backend;
let client: ContractClient;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-two-'));
  other = await serveOn(0);
  await open();
}, 60_000);
afterAll(async () => {
  await backend.stop();
  await end(other.child, 'SIGTERM');
  removeFolder(folder);
});

/** Starts another Foredeck, as a person does, and waits until it says where it is. */
async function serveOn(port: number): Promise<typeof other> {
  const args = [
    'serve',
    '--no-ui',
    '--port',
    String(port),
    '--token',
    token,
    '--data',
    join(folder, 'there'),
  ];
  const child = spawn(process.execPath, [root('src-main/shell-node/cli.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  for await (const part of child.stdout) {
    said += String(part);
    const [, found] = /Serving at http:\/\/127\.0\.0\.1:(\d+)/u.exec(said) ?? [];
    if (found !== undefined) return { child, port: Number(found) };
  }
  throw new Error(`it ended, having said: ${said}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill(signal);
  await once(child, 'exit');
}

async function open(): Promise<void> {
  backend = await openBackend({ dataFolder: join(folder, 'here'), shell: 'browser', engineProcesses: 2 });
  client = backend.server.connect({ shell: 'command' }).client;
}

async function add(name: string) {
  const { summary } = await client.models.addRemote({
    url: `http://127.0.0.1:${other.port}`,
    model: name,
    version: '1',
    token,
    name: `${name}-there`,
    cardOf: { name, version: null },
  });
  return { name: summary.name, version: summary.version };
}

async function score(model: { name: string; version: string | null }, input: string) {
  const output = join(folder, `${model.name}-${Math.random()}.csv`);
  const missing = { wind_speed: { kind: 'default' as const }, visib: { kind: 'default' as const } };
  const { id } = await client.jobs.create({
    input,
    output,
    model,
    ...(input.includes('flight') ? { missing } : {}),
  });
  return { job: await untilEnded(id), output };
}
async function untilEnded(
  id: string,
  isOver = (job: Job) => ['done', 'failed'].includes(job.state),
): Promise<Job> {
  for await (const jobs of await client.jobs.watch()) {
    const job = jobs.find((candidate) => candidate.id === id);
    if (job && isOver(job)) return job;
  }
  throw new Error('the stream of jobs ended');
}

describe.each(names)('%s', (name) => {
  test('is scored to the same bytes over there', async () => {
    const there = await add(name);
    const input = root(`resources/samples/${name}.csv`);
    const mine = await score({ name, version: null }, input);
    const theirs = await score(there, input);
    expect([mine.job.failure, theirs.job.failure]).toEqual([null, null]);
    expect(readFileSync(theirs.output).equals(readFileSync(mine.output))).toBe(true);
    const provenance = JSON.parse(readFileSync(`${theirs.output}.foredeck.json`, 'utf8'));
    expect(provenance.engine).toBe(
      `${name} version 1 on http://127.0.0.1:${other.port} (Open Inference Protocol V2)`,
    );
  }, 120_000);
});

test('a job goes on to the same bytes when the other one is killed and comes back, and when this one is closed', async () => {
  const lines = readFileSync(root('resources/samples/flight-delay.csv'), 'utf8').trimEnd().split('\n');
  const input = join(folder, 'many-flights.csv');
  const rows = Array.from({ length: 15 }, () => lines.slice(1)).flat();
  writeFileSync(input, `${[lines[0], ...rows].join('\n')}\n`);
  const mine = await score({ name: 'flight-delay', version: null }, input);

  const output = join(folder, 'goes-on.csv');
  const { id } = await client.jobs.create({
    input,
    output,
    model: { name: 'flight-delay-there', version: null },
    missing: { wind_speed: { kind: 'default' }, visib: { kind: 'default' } },
  });
  await untilEnded(id, ({ progress }) => (progress?.rowsDone ?? 0) > 20_000);
  await end(other.child, 'SIGKILL');
  const failed = await untilEnded(id, ({ failure }) => failure !== null);
  expect(failed.failure).toMatchObject({ code: 'REMOTE_FAILED', retryable: true });
  other = await serveOn(other.port);
  const rowsThen = failed.progress?.rowsDone ?? 0;
  await untilEnded(
    id,
    ({ state, progress }) => state === 'done' || (progress?.rowsDone ?? 0) > rowsThen + 20_000,
  );
  await backend.stop();
  await open();
  const done = await untilEnded(id);
  expect(done).toMatchObject({ state: 'done', failure: null });
  expect(readFileSync(output).equals(readFileSync(mine.output))).toBe(true);
}, 180_000);
