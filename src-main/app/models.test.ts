import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import type { ContractClient } from '../contract/client.ts';
import { failureOf } from '../contract/failure-schema.ts';
import type { Job } from '../contract/jobs.ts';
import { logisticModel, sequenceModel, tokensModel } from '../engine/testing/models.ts';
import { type Backend, openBackend } from './main.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const flights = root('models/flight-delay');

let folder: string;
let backend: Backend | null = null;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-models-'));
});
afterEach(async () => {
  await backend?.stop();
  backend = null;
});
afterAll(() => removeFolder(folder));

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
function write(name: string, content: Uint8Array | string): string {
  const path = join(folder, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, content);
  return path;
}
/** What of imports lies in a data folder. */
function foldersIn(name: string): string[] {
  return readdirSync(join(folder, name, 'models'), { recursive: true })
    .map(String)
    .filter((path) => path !== '.incoming')
    .sort();
}

describe('a model that is switched on by a program', () => {
  it('lets the jobs go on that waited for it', async () => {
    const client = await open('switched');
    const model = { name: 'fraud', version: '1' };
    await client.models.settings({ model, on: false });
    const output = join(folder, 'switched.csv');
    const { id } = await client.jobs.create({ input: root('resources/samples/fraud.csv'), output, model });
    const job = async () => (await client.jobs.list()).find((one) => one.id === id);
    expect(await job()).toMatchObject({
      state: 'queued',
      waitingFor: expect.stringContaining('switched off'),
    });
    await backend!.inference.load(model);
    for await (const jobs of await client.jobs.watch()) {
      if (jobs.find((one) => one.id === id)?.state === 'done') break;
    }
    await backend!.inference.unload(model);
    expect((await client.models.show(model)).summary.residency).toMatchObject({ on: false });
  }, 30_000);
});

describe('a model that is imported', () => {
  it('is on the list with its report and outline, and is there again after a restart', async () => {
    const client = await open('import');
    const detail = await client.models.import({ path: write('My Score (2).onnx', logisticModel()) });
    expect(detail.summary).toMatchObject({
      name: 'my-score-2',
      version: '1',
      bundled: false,
      inputs: 3,
      aliases: [],
      residency: { state: 'asleep', on: true },
    });
    expect(detail.report?.findings.map(({ title }) => title)).toEqual(
      expect.arrayContaining(['Protobuf', 'External data', 'Card against model', 'Probe run']),
    );
    expect(detail.outline).toMatchObject({ nodes: 3, inputs: [{ name: 'x', type: 'float32' }] });
    expect(foldersIn('import')).toEqual([
      'my-score-2',
      'my-score-2/1',
      'my-score-2/1/card.json',
      'my-score-2/1/import.json',
      'my-score-2/1/model.onnx',
    ]);
    const again = await open('import');
    expect(await again.models.show({ name: 'my-score-2', version: null })).toEqual(detail);
  }, 30_000);

  it('with its card is held against it, and is the version it says', async () => {
    const client = await open('card');
    const copy = join(folder, 'flights');
    cpSync(flights, copy, { recursive: true });
    const first = await client.models.import({ path: copy, name: 'mine' });
    expect(first.summary).toMatchObject({ name: 'mine', version: '1', title: 'Flight delay' });
    expect(first.card.inputs).toHaveLength(10);

    // The very same file again is the version that is there; the bundled one too.
    const same = await client.models.import({ path: copy, name: 'mine' });
    expect(same.summary.version).toBe('1');
    expect(same.report?.findings[0]).toMatchObject({
      title: 'Here already',
      text: 'the same file is mine@1',
    });
    expect((await client.models.import({ path: copy })).summary).toMatchObject({
      name: 'flight-delay',
      version: '1',
      bundled: true,
    });
    // With another card it is another version.
    const card = JSON.parse(readFileSync(join(copy, 'card.json'), 'utf8'));
    card.outputs.threshold = 0.3;
    writeFileSync(join(copy, 'card.json'), JSON.stringify(card));
    expect((await client.models.import({ path: copy, name: 'mine' })).summary.version).toBe('2');
    expect((await client.models.import({ path: copy, name: 'mine' })).summary.version).toBe('2');
    // A version that is asked for is made all the same, and never twice.
    const second = await client.models.import({ path: copy, name: 'mine', version: '2b' });
    expect(second.summary.version).toBe('2b');
    const other = await refusal(client.models.import({ path: copy, name: 'mine', version: '2B' }));
    expect(other).toMatchObject({
      code: 'BAD_REQUEST',
      message: 'there is a mine@2B already; versions never change, so give another',
    });
  }, 60_000);

  it('is refused in one sentence with nothing left behind', async () => {
    const client = await open('refused');
    const folderOf = (name: string, files: Record<string, string | Uint8Array>): string => {
      for (const [file, content] of Object.entries(files)) write(`${name}/${file}`, content);
      return join(folder, name);
    };
    const card = (changes: object): string =>
      JSON.stringify({
        format: 1,
        name: 'x',
        title: 'X',
        summary: '',
        task: 'regression',
        inputs: ['a', 'b', 'c'].map((name) => ({ name, type: 'number' })),
        tensors: [{ name: 'x', type: 'float32', features: ['a', 'b', 'c'] }],
        outputs: { kind: 'regression', value: 'score' },
        ...changes,
      });
    const model = logisticModel();
    execFileSync('mkfifo', [join(folderOf('pipe', { 'README.md': 'x' }), 'model.onnx')]);
    execFileSync('mkfifo', [join(folder, 'pipe.onnx')]);
    symlinkSync('/dev/zero', join(folderOf('endless', { 'model.onnx': model }), 'card.json'));
    symlinkSync(join(folder, 'pipe'), join(folderOf('linked', { 'README.md': 'x' }), 'onnx'));
    truncateSync(write('large.onnx', model), 2 ** 31 + 1);
    mkdirSync(join(folderOf('nested', { 'tokenizer.json': '{}' }), 'model.onnx'));
    symlinkSync('/etc/hostname', join(folderOf('links', { 'README.md': 'x' }), 'model.onnx'));
    const cases: [string, RegExp][] = [
      [join(folder, 'none.onnx'), /^there is no none\.onnx$/u],
      [write('text.onnx', 'not a model at all'), /text\.onnx/u],
      [write('empty.onnx', ''), /empty\.onnx is empty/u],
      [write('notes.txt', 'x'), /notes\.txt is no ONNX model: give a \.onnx file/u],
      [write('sequence.onnx', sequenceModel()), /sequence\.onnx/u],
      [folderOf('nothing', { 'a.txt': 'x' }), /there is no model in nothing/u],
      [folderOf('tokens', { 'tokenizer.json': '{}' }), /tokens has a tokenizer and no model\.onnx/u],
      [folderOf('two', { 'a.onnx': model, 'b.onnx': model }), /two holds 2 models \(a\.onnx, b\.onnx\)/u],
      [folderOf('cardless', { 'card.json': card({}) }), /cardless has a card\.json and no model\.onnx/u],
      [join(folder, 'pipe'), /model\.onnx is no ordinary file/u],
      [join(folder, 'pipe.onnx'), /pipe\.onnx is no ordinary file/u],
      [join(folder, 'endless'), /card\.json is a link, and links are not followed/u],
      [join(folder, 'linked'), /onnx is a link, and links are not followed/u],
      [join(folder, 'large.onnx'), /large\.onnx has 2,148 MB; more than 2,148 MB is not taken/u],
      [join(folder, 'nested'), /model\.onnx is no ordinary file/u],
      [join(folder, 'links'), /model\.onnx is a link, and links are not followed/u],
      [
        folderOf('other', { 'card.json': card({ sha256: 'ab'.repeat(32) }), 'model.onnx': model }),
        /card\.json of other describes another file/u,
      ],
      [
        folderOf('tensor', {
          'card.json': card({ tensors: [{ name: 'y', type: 'float32', features: ['a', 'b', 'c'] }] }),
          'model.onnx': model,
        }),
        /the card of x does not fit its model: "y" is no input of the model, which takes x/u,
      ],
      [
        folderOf('type', {
          'card.json': card({ tensors: [{ name: 'x', type: 'int64', features: ['a', 'b', 'c'] }] }),
          'model.onnx': model,
        }),
        /"x" is int64 in the card and float32 in the model/u,
      ],
      [
        folderOf('width', {
          'card.json': card({
            inputs: ['a', 'b'].map((name) => ({ name, type: 'number' })),
            tensors: [{ name: 'x', type: 'float32', features: ['a', 'b'] }],
          }),
          'model.onnx': model,
        }),
        /"x" is \[rows, 2\] in the card and \[rows, 3\] in the model/u,
      ],
      [
        folderOf('output', {
          'card.json': card({ outputs: { kind: 'regression', value: 'z' } }),
          'model.onnx': model,
        }),
        /"z" is no output of the model, which gives score/u,
      ],
      [
        folderOf('classes', {
          'card.json': card({
            task: 'classification',
            outputs: { kind: 'classification', probabilities: 'score', labels: ['a', 'b', 'c'] },
          }),
          'model.onnx': model,
        }),
        /output "score" has the shape \[1, 1\]; the card needs/u,
      ],
      [folderOf('mlflow', { MLmodel: 'flavors: {python_function: {}}' }), /has no onnx flavour/u],
      [folderOf('mlflow-out', { MLmodel: 'flavors: {onnx: {data: ../x.onnx}}' }), /leads out of the folder/u],
    ];
    for (const [path, message] of cases) {
      const failure = await refusal(client.models.import({ path }));
      expect([path, failure?.message]).toEqual([path, expect.stringMatching(message)]);
      expect(['MODEL_INVALID', 'INPUT_NOT_FOUND']).toContain(failure?.code);
      expect(failure?.message).not.toContain(folder);
    }
    expect(foldersIn('refused')).toEqual([]);
    expect((await client.models.list()).every(({ bundled }) => bundled)).toBe(true);
  }, 120_000);

  it('is refused under the name of an unrelated model, be it guessed or given', async () => {
    const client = await open('clash');
    write('a/score.onnx', logisticModel());
    await client.models.import({ path: join(folder, 'a/score.onnx') });
    cpSync(join(flights, 'model.onnx'), write('b/score.onnx', ''));
    const path = join(folder, 'b/score.onnx');
    expect(await refusal(client.models.import({ path, name: 'My Score' }))).toMatchObject({
      code: 'BAD_REQUEST',
      message:
        'models.import: the field name is refused: use up to 100 of a-z, 0-9, ".", "_" and "-", a letter or digit first.',
    });
    const clash = {
      code: 'BAD_REQUEST',
      message: 'there is a model score already, with other inputs; give this one another name',
    };
    expect(await refusal(client.models.import({ path }))).toMatchObject(clash);
    expect(await refusal(client.models.import({ path, name: 'score' }))).toMatchObject(clash);
    const withCard = root('models/credit-risk');
    expect(await refusal(client.models.import({ path: withCard, name: 'score' }))).toMatchObject(clash);
    expect((await client.models.import({ path, name: 'flights' })).summary.version).toBe('1');
  }, 30_000);

  it('of a Hugging Face export has one text for input and the classes of its config', async () => {
    const client = await open('hugging');
    const vocab = Object.fromEntries(['[UNK]', 'good', 'bad', 'it', 'works'].map((word, id) => [word, id]));
    write(
      'reviews/tokenizer.json',
      JSON.stringify({
        version: '1.0',
        truncation: null,
        padding: null,
        added_tokens: [],
        normalizer: { type: 'Lowercase' },
        pre_tokenizer: { type: 'Whitespace' },
        post_processor: null,
        decoder: null,
        model: { type: 'WordLevel', vocab, unk_token: '[UNK]' },
      }),
    );
    write(
      'reviews/config.json',
      JSON.stringify({ id2label: { 0: 'bad', 1: 'good' }, max_position_embeddings: 64 }),
    );
    write('reviews/onnx/model.onnx', tokensModel());
    const { summary, card } = await client.models.import({ path: join(folder, 'reviews') });
    expect(summary).toMatchObject({ name: 'reviews', task: 'text-classification' });
    expect(card.inputs).toMatchObject([{ name: 'text', type: 'text' }]);
    expect(card.tokenizer).toEqual({ file: 'tokenizer.json', maxTokens: 64, padToMax: false });
    expect(card.outputs).toMatchObject({ kind: 'classification', labels: ['bad', 'good'] });
    const { predictions } = await client.models.predict({
      model: { name: 'reviews', version: null },
      instances: [{ text: 'It works' }],
    });
    expect(predictions[0]?.prediction).toBe('good');
  }, 30_000);

  it('while the program closes is given up with all it has made', async () => {
    const client = await open('closing');
    const importing = refusal(client.models.import({ path: write('late.onnx', logisticModel()) }));
    const incoming = join(folder, 'closing', 'models', '.incoming');
    while (!existsSync(incoming)) await new Promise((resolve) => setImmediate(resolve));
    await backend?.stop();
    expect(await importing).toMatchObject({ code: 'CLOSED' });
    expect(readdirSync(incoming)).toEqual([]);
    const again = await open('closing');
    expect((await again.models.list()).every(({ bundled }) => bundled)).toBe(true);
  }, 30_000);

  it('from MLflow has the columns of its signature', async () => {
    const client = await open('mlflow');
    write('run/model.onnx', logisticModel());
    write(
      'run/MLmodel',
      [
        'flavors:',
        '  onnx: {data: model.onnx, onnx_version: 1.21.0}',
        'signature:',
        `  inputs: '[{"type": "double", "name": "age"}, {"type": "double", "name": "income"}, {"type": "double", "name": "debt"}]'`,
      ].join('\n'),
    );
    const { summary, card, report } = await client.models.import({ path: join(folder, 'run') });
    expect(summary.name).toBe('run');
    expect(card.inputs.map(({ name }) => name)).toEqual(['age', 'income', 'debt']);
    expect(report?.findings).toContainEqual({
      level: 'changed',
      title: 'Column names',
      text: '3 taken from the MLflow signature',
    });
  }, 30_000);
});

describe('versions', () => {
  it('go by aliases, roll back in one step, and come back after being removed', async () => {
    const client = await open('versions');
    const path = write('churn.onnx', logisticModel());
    for (const version of ['1', '2']) await client.models.import({ path, version });
    await client.models.alias({ name: 'churn', alias: 'champion', version: '1' });
    const rolled = await client.models.alias({ name: 'churn', alias: 'champion', version: 'previous' });
    expect(rolled.map(({ version, aliases }) => [version, aliases])).toEqual([
      ['1', ['previous']],
      ['2', ['champion']],
    ]);
    await client.models.remove({ name: 'churn', version: 'champion' });
    expect((await client.models.show({ name: 'churn', version: null })).summary.version).toBe('1');
    expect((await client.models.restore({ name: 'churn', version: '2' })).aliases).toEqual(['champion']);
    await client.models.remove({ name: 'churn', version: '2' });
    const again = await open('versions');
    expect((await again.models.list()).filter(({ name }) => name === 'churn')).toHaveLength(1);
    expect(foldersIn('versions').filter((file) => file.endsWith('card.json'))).toEqual(['churn/1/card.json']);
  }, 60_000);
});

describe('a loaded model', () => {
  const flight = { name: 'flight-delay', version: null };

  it('says what it weighs and where it is, and is loaded anew under other settings', async () => {
    const client = await open('resident');
    const loaded = await client.models.load(flight);
    expect(loaded.residency).toMatchObject({ state: 'resident', instances: 1, provider: 'cpu', note: null });
    expect(loaded.residency.memoryBytes).toBeGreaterThanOrEqual(loaded.sizeBytes);
    expect(loaded.residency.loadMs).toBeGreaterThan(0);
    expect(await client.models.budget()).toMatchObject({ residentBytes: loaded.residency.memoryBytes });

    await client.models.settings({ model: flight, instances: 1, provider: 'webgpu' });
    for await (const models of await client.models.watch()) {
      const shown = models.find(({ name }) => name === 'flight-delay')?.residency;
      if (shown?.state !== 'resident' || shown.instances !== 1) continue;
      expect(shown.instancesWanted).toBe(1);
      if (shown.provider === 'cpu') expect(shown.note).toMatch(/WebGPU does not work here/u);
      break;
    }
    const input = root('resources/samples/flight-delay.csv');
    const { id } = await client.jobs.create({
      input,
      output: join(folder, 'one.csv'),
      model: flight,
      missing: defaults,
    });
    expect((await untilEnded(client, id)).state).toBe('done');
    expect((await client.models.unload(flight)).residency).toMatchObject({ state: 'asleep', instances: 0 });
  }, 60_000);

  it('goes to sleep by itself, stays when it is pinned, and is there again at the next start', async () => {
    const client = await open('pinned');
    await client.models.setBudget({ idleMs: 1_000, budgetBytes: 2e6 });
    await client.models.settings({ model: flight, pinned: true });
    await client.models.load(flight);
    const credit = { name: 'credit-risk', version: null };
    await client.models.load(credit);
    for await (const models of await client.models.watch()) {
      const states = Object.fromEntries(models.map(({ name, residency }) => [name, residency.state]));
      expect(states['flight-delay']).toBe('resident');
      if (states['credit-risk'] === 'asleep') break;
    }
    const again = await open('pinned');
    expect(await again.models.budget()).toMatchObject({ idleMs: 1_000, budgetBytes: 2e6 });
    for await (const models of await again.models.watch()) {
      const flights = models.find(({ name }) => name === 'flight-delay');
      if (flights?.residency.state === 'resident') break;
    }
  }, 60_000);
});

describe('a model that is switched off', () => {
  it('lets its jobs wait, says so, cannot be removed meanwhile, and runs them when it is on again', async () => {
    const client = await open('off');
    const { summary } = await client.models.import({ path: flights, name: 'mine' });
    const model = { name: 'mine', version: '1' };
    expect(summary.version).toBe('1');
    await client.models.settings({ model, on: false });
    expect(await refusal(client.models.load(model))).toMatchObject({ code: 'MODEL_OFF' });
    const lines = Array.from({ length: 3 }, () => '1,1,600,UA,EWR,ORD,719,5,10,10');
    const input = write(
      'off.csv',
      `month,day_of_week,sched_dep,carrier,origin,dest,distance,dep_delay,wind_speed,visib\n${lines.join('\n')}\n`,
    );
    const { id, waitingFor } = await client.jobs.create({ input, model });
    expect(waitingFor).toBe('the model mine@1 is switched off');
    expect(await refusal(client.models.remove(model))).toMatchObject({
      code: 'MODEL_IN_USE',
      message: expect.stringContaining(`job ${id} on off.csv needs mine@1`),
    });
    const other = await client.jobs.create({
      input,
      model: { name: 'flight-delay', version: null },
      output: join(folder, 'other.csv'),
    });
    expect((await untilEnded(client, other.id)).state).toBe('done');
    expect((await client.jobs.show({ id })).state).toBe('queued');
    await client.models.settings({ model, on: true });
    const done = await untilEnded(client, id);
    expect(done).toMatchObject({ state: 'done', waitingFor: null });
    await client.models.remove(model);
  }, 60_000);
});

const defaults = {
  wind_speed: { kind: 'default' as const },
  visib: { kind: 'default' as const },
};

async function untilEnded(client: ContractClient, id: string): Promise<Job> {
  for await (const jobs of await client.jobs.watch()) {
    const job = jobs.find((candidate) => candidate.id === id);
    if (job && ['done', 'failed', 'cancelled'].includes(job.state)) return job;
  }
  throw new Error('the stream of jobs ended');
}
