import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import type { ContractClient } from '../contract/client.ts';
import { failureOf } from '../contract/failure-schema.ts';
import type { Job } from '../contract/jobs.ts';
import { logisticModel } from '../engine/testing/models.ts';
import { startV2Server, type V2Server } from '../../e2e/v2-server.ts';
import { type Backend, openBackend } from './main.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const token = 'only-for-this-test';
const here = { name: 'fraud', version: '1' };

let folder: string;
let server: V2Server;
let backend: Backend | null = null;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-remote-'));
  writeFileSync(join(folder, 'logistic.onnx'), logisticModel());
  server = await startV2Server(
    {
      fraud: root('models/fraud/model.onnx'),
      'My Logistic': join(folder, 'logistic.onnx'),
      sentiment: root('models/review-sentiment/model.onnx'),
    },
    { token },
  );
});
afterEach(async () => {
  server.intercept = null;
  await backend?.stop();
  backend = null;
});
afterAll(async () => {
  await server.stop();
  removeFolder(folder);
});

async function open(name: string): Promise<ContractClient> {
  await backend?.stop();
  backend = await openBackend({ dataFolder: join(folder, name), shell: 'browser', engineProcesses: 2 });
  return backend.server.connect({ shell: 'command' }).client;
}
const refusal = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => failureOf(error),
  );
type Request = Parameters<ContractClient['models']['addRemote']>[0];
const add = (client: ContractClient, request: Partial<Request> = {}) =>
  client.models.addRemote({ url: server.url, model: 'fraud', token, ...request });

async function score(client: ContractClient, model: { name: string; version: string }, input: string) {
  const output = join(folder, `${model.name}@${model.version}-${Date.now()}.csv`);
  const { id } = await client.jobs.create({ input, output, model });
  return { job: await untilEnded(client, id), output };
}
async function untilEnded(client: ContractClient, id: string): Promise<Job> {
  for await (const jobs of await client.jobs.watch()) {
    const job = jobs.find((candidate) => candidate.id === id);
    if (job && ['done', 'failed', 'cancelled'].includes(job.state)) return job;
  }
  throw new Error('the stream of jobs ended');
}

describe('a model on another server', () => {
  it('is added by its address, says where it runs, and is there again after a restart', async () => {
    const client = await open('kept');
    const detail = await add(client, { url: `${server.url}/v2/`, cardOf: here });
    const remote = { url: server.url, model: 'fraud', version: null };
    expect(detail.summary).toMatchObject({
      name: 'fraud',
      version: '2',
      remote,
      sizeBytes: 0,
      bundled: false,
    });
    expect(detail.card.inputs).toEqual((await client.models.show(here)).card.inputs);
    expect(detail.report?.source).toBe(`fraud on ${server.url}`);
    expect(detail.report?.findings.map(({ title }) => title)).toEqual([
      'Server',
      'Tensors on the way',
      'Card against server',
      'Probe run',
    ]);
    expect(detail.outline).toMatchObject({ nodes: 0, producer: 'stand-in 1.0' });

    const place = join(folder, 'kept/models/fraud/2');
    expect(readdirSync(place).sort()).toEqual(['card.json', 'import.json', 'remote.json']);
    expect(statSync(join(place, 'remote.json')).mode & 0o777).toBe(0o400);
    expect(JSON.stringify(detail)).not.toContain(token);
    const again = await open('kept');
    expect(await again.models.show({ name: 'fraud', version: '2' })).toEqual(detail);

    const loaded = await again.models.load({ name: 'fraud', version: '2' });
    expect(loaded.residency).toMatchObject({ state: 'resident', memoryBytes: 0, provider: null, note: null });
    await again.models.remove({ name: 'fraud', version: '2' });
    expect((await again.models.restore({ name: 'fraud', version: '2' })).remote).toEqual(remote);
    const logs = readFileSync(join(folder, 'kept/logs/foredeck.log'), 'utf8');
    expect(logs).not.toContain(token);
  }, 60_000);

  it('gives the same answers and the same scored bytes as the same model here', async () => {
    const client = await open('parity');
    const { summary } = await add(client, { name: 'fraud-there', cardOf: here });
    const there = { name: summary.name, version: summary.version };
    const input = root('resources/samples/fraud.csv');
    const [mine, theirs] = [await score(client, here, input), await score(client, there, input)];
    expect([mine.job.state, theirs.job.state]).toEqual(['done', 'done']);
    expect(readFileSync(theirs.output).equals(readFileSync(mine.output))).toBe(true);
    const provenance = readFileSync(`${theirs.output}.foredeck.json`, 'utf8');
    expect(JSON.parse(provenance)).toMatchObject({
      model: { name: 'fraud-there', version: '1' },
      engine: `fraud on ${server.url} (Open Inference Protocol V2)`,
    });
    expect(provenance).not.toContain(token);
  }, 60_000);

  it('is laid beside its twin here, row by row', async () => {
    const client = await open('twin');
    await add(client, { name: 'fraud-there', cardOf: here });
    const path = root('resources/samples/fraud.csv');
    const second = { name: 'fraud-there', version: null };
    const same = await client.models.compare({ first: here, second, path });
    expect(same).toMatchObject({ rows: 8_000, agreement: { share: 1, largest: 0 }, differences: [] });
    expect(same.sides.map(({ remote, memoryBytes }) => [remote?.url, remote && memoryBytes])).toEqual([
      [undefined, null],
      [server.url, null],
    ]);
    // A server that answers for another model: one that finds everything genuine.
    server.intercept = (request, response, body) => {
      if (!request.url?.endsWith('/infer')) return false;
      const length = Number(request.headers['inference-header-content-length']);
      const [rows = 0] = JSON.parse(body.subarray(0, length).toString()).inputs[0].shape as number[];
      const data = Array.from({ length: rows }, () => [1, 0]).flat();
      const output = { name: 'probabilities', datatype: 'FP32', shape: [rows, 2], data };
      response.end(JSON.stringify({ outputs: [output] }));
      return true;
    };
    const other = await client.models.compare({ first: here, second, path, rows: 2_000 });
    expect(other.agreement.disagreeing).toBeGreaterThan(0);
    expect(other.differences).toHaveLength(Math.min(50, other.agreement.disagreeing));
    expect(other.differences[0]).toMatchObject({
      first: expect.stringMatching(/^fraud \(0\.\d+\)$/u),
      second: 'genuine (1)',
    });
  }, 60_000);

  it('brings its tokenizer with the card that it shares', async () => {
    const client = await open('texts');
    const { summary } = await add(client, {
      model: 'sentiment',
      cardOf: { name: 'review-sentiment', version: null },
    });
    const [mine, theirs] = await Promise.all(
      ['review-sentiment', summary.name].map((name) =>
        client.models.predict({ model: { name, version: null }, instances: [{ review: 'Never again.' }] }),
      ),
    );
    expect(theirs!.predictions).toEqual(mine!.predictions);
  }, 60_000);

  it('gets a card from what the server says, where no model here has one', async () => {
    const client = await open('derived');
    const detail = await add(client, { model: 'My Logistic' });
    expect(detail.summary).toMatchObject({ name: 'my-logistic', version: '1', task: 'regression' });
    expect(detail.card.inputs.map(({ name }) => name)).toEqual(['x_0', 'x_1', 'x_2']);
    const { predictions } = await client.models.predict({
      model: { name: 'my-logistic', version: null },
      instances: [{ x_0: 0, x_1: 0, x_2: 0 }],
    });
    expect(predictions[0]?.prediction).toBeCloseTo(0.6224593, 6);
  }, 60_000);

  it('is asked with another token once the server takes that one', async () => {
    const client = await open('token');
    await add(client, { name: 'fraud-there', cardOf: here });
    const model = { name: 'fraud-there', version: '1' };
    const [instance] = (await client.models.show(here)).card.inputs.reduce<Record<string, string | number>[]>(
      ([row], { name, example }) => [{ ...row, [name]: example as string | number }],
      [{}],
    );
    const ask = () => client.models.predict({ model, instances: [instance!], mayUseCache: false });
    const before = await ask();
    server.token = 'the-next-one';
    try {
      expect(await refusal(ask())).toMatchObject({
        code: 'REMOTE_FAILED',
        message: expect.stringContaining('give it another token'),
      });
      const noteOf = async () => (await client.models.show(model)).summary.residency.note;
      expect(await noteOf()).toContain('refused us (401)');
      expect(await refusal(client.models.changeToken({ model, token: 'wrong' }))).toMatchObject({
        code: 'REMOTE_FAILED',
        message: expect.stringContaining('refused us (401)'),
      });
      const path = join(folder, 'token/models/fraud-there/1/remote.json');
      expect(readFileSync(path, 'utf8')).toContain(token);
      const { residency } = await client.models.changeToken({ model, token: 'the-next-one' });
      expect(residency.note).toBeNull();
      expect((await ask()).predictions).toEqual(before.predictions);
      expect(await noteOf()).toBeNull();
      expect(readFileSync(path, 'utf8')).toContain('"token": "the-next-one"');
      expect(statSync(path).mode & 0o777).toBe(0o400);
      expect(readdirSync(join(path, '..')).sort()).toEqual(['card.json', 'import.json', 'remote.json']);
      expect((await (await open('token')).models.show(model)).summary.remote?.url).toBe(server.url);

      server.token = null;
      await backend!.server.connect({ shell: 'command' }).client.models.changeToken({ model, token: null });
      expect(readFileSync(path, 'utf8')).toContain('"token": null');
    } finally {
      server.token = token;
    }
  }, 60_000);

  it('alone has a token', async () => {
    const client = await open('no-token');
    expect(await refusal(client.models.changeToken({ model: here, token: 'x' }))).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('fraud@1 runs here'),
    });
  }, 30_000);

  it('takes a job up again where it was when the server went away', async () => {
    const client = await open('away');
    await add(client, { name: 'fraud-there', cardOf: here });
    const there = { name: 'fraud-there', version: '1' };
    const lines = readFileSync(root('resources/samples/fraud.csv'), 'utf8').trimEnd().split('\n');
    const input = join(folder, 'many.csv');
    const rows = Array.from({ length: 6 }, () => lines.slice(1)).flat();
    writeFileSync(input, `${[lines[0], ...rows].join('\n')}\n`);
    const mine = await score(client, here, input);

    let answered = 0;
    server.intercept = (request, response) => {
      if (!request.url?.endsWith('/infer') || answered++ !== 5) return false;
      // The network is gone in the middle, for this one and for those that come after it.
      response.destroy();
      void server.stop();
      return true;
    };
    const output = join(folder, 'taken-up.csv');
    const { id } = await client.jobs.create({ input, output, model: there });
    for await (const jobs of await client.jobs.watch()) {
      const job = jobs.find((candidate) => candidate.id === id);
      if (job?.failure?.code !== 'REMOTE_FAILED') continue;
      expect(job.failure.retryable).toBe(true);
      break;
    }
    const noteOf = async () => (await client.models.show(there)).summary.residency.note;
    expect(await noteOf()).toMatch(/The last time it was asked: fraud on http/u);
    server.intercept = null;
    await server.start();
    expect((await untilEnded(client, id)).state).toBe('done');
    expect(await noteOf()).toBeNull();
    expect(readFileSync(output).equals(readFileSync(mine.output))).toBe(true);
  }, 60_000);
});

describe('while the server is away', () => {
  it('engine processes start again all the same, and the model answers when it is back', async () => {
    const client = await open('restarted');
    await add(client, { name: 'fraud-there', cardOf: here });
    const there = { name: 'fraud-there', version: null };
    await client.models.load(there);
    await server.stop();
    for await (const { engine } of await client.app.status()) {
      const { processes } = engine;
      if (processes.every(({ restarts, state }) => restarts > 0 && state === 'ready')) break;
      for (const { pid, restarts, state } of processes) {
        if (pid !== null && restarts === 0 && state === 'ready') process.kill(pid, 'SIGKILL');
      }
    }
    const { example } = await exampleOf(client);
    const away = await refusal(client.models.predict({ model: there, instances: [example] }));
    expect(away).toMatchObject({ code: 'REMOTE_FAILED', retryable: true });
    await server.start();
    const mine = await client.models.predict({ model: here, instances: [example] });
    const theirs = await client.models.predict({ model: there, instances: [example] });
    expect(theirs.predictions).toEqual(mine.predictions);
  }, 60_000);

  it('many requests at once are each answered with their own row', async () => {
    const client = await open('many');
    await add(client, { name: 'fraud-there', cardOf: here });
    const { example } = await exampleOf(client);
    const answers = (model: { name: string; version: null }) =>
      Promise.all(
        Array.from({ length: 40 }, async (_, at) => {
          const instances = [{ ...example, amount: 1 + at * 25 }];
          return (await client.models.predict({ model, instances })).predictions;
        }),
      );
    expect(await answers({ name: 'fraud-there', version: null })).toEqual(
      await answers({ name: 'fraud', version: null }),
    );
  }, 60_000);
});

async function exampleOf(client: ContractClient) {
  const { card } = await client.models.show(here);
  return { example: Object.fromEntries(card.inputs.map(({ name, example }) => [name, example ?? null])) };
}

describe('adding one is refused', () => {
  it('while the program is to stay on this machine', async () => {
    const client = await open('offline');
    await client.app.setOffline({ on: true });
    // An address that is kept for documentation (RFC 5737): nobody has it.
    const failure = await refusal(add(client, { url: 'http://198.51.100.7:8000', cardOf: here }));
    expect(failure).toMatchObject({ code: 'OFFLINE' });
    await client.app.setOffline({ on: false });
  }, 30_000);

  it('in one sentence, with nothing left behind', async () => {
    const client = await open('refused');
    const cases: [Partial<Request>, object][] = [
      [
        { token: null },
        {
          code: 'REMOTE_FAILED',
          message: expect.stringContaining('refused us (401): who are you?; give it a token'),
          details: expect.objectContaining({ hint: expect.stringContaining('--token-file FILE') }),
        },
      ],
      [
        { model: 'nobody' },
        { code: 'REMOTE_FAILED', message: expect.stringContaining('nobody on http://127.0.0.1') },
      ],
      [{ url: 'http://me:secret@127.0.0.1:1' }, { code: 'BAD_REQUEST', details: { field: 'url' } }],
      [{ url: `${server.url}?x=1` }, { code: 'BAD_REQUEST', details: { field: 'url' } }],
      [
        { url: 'http://127.0.0.1:1' },
        { code: 'REMOTE_FAILED', message: expect.stringContaining('nothing listens there') },
      ],
      [{ model: '..' }, { code: 'BAD_REQUEST', details: { field: 'model' } }],
      [{ token: 'a b' }, { code: 'BAD_REQUEST', details: { field: 'token' } }],
      [
        { cardOf: { name: 'flight-delay', version: null } },
        {
          code: 'MODEL_INVALID',
          message: expect.stringContaining('the card of fraud does not fit its model'),
        },
      ],
      [{ cardOf: { name: 'nothing', version: null } }, { code: 'MODEL_NOT_FOUND' }],
      [{ model: 'sentiment' }, { code: 'MODEL_INVALID', details: { field: 'cardOf' } }],
    ];
    for (const [request, expected] of cases) {
      const failure = await refusal(add(client, request));
      expect(failure).toMatchObject(expected);
      expect(JSON.stringify(failure)).not.toMatch(/secret|only-for-this-test/u);
    }
    expect((await client.models.list()).every(({ remote }) => remote === null)).toBe(true);
    const left = readdirSync(join(folder, 'refused/models'), { recursive: true });
    expect(left.map(String)).toEqual(['.incoming']);
  }, 60_000);
});
