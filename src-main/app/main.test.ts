import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { removeFolder } from '../../scripts/testing/remove-folder.ts';
import type { ContractClient } from '../contract/client.ts';
import { failureOf } from '../contract/failure-schema.ts';
import type { Job, JobSpecInput } from '../contract/jobs.ts';
import { type Backend, openBackend } from './main.ts';

const root = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const sample = root('resources/samples/flight-delay.csv');
const model = { name: 'flight-delay', version: null };
const weatherByDefault = { wind_speed: { kind: 'default' as const }, visib: { kind: 'default' as const } };

let folder: string;
let backend: Backend | null = null;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-backend-'));
});
afterEach(async () => {
  await backend?.stop();
  backend = null;
});
afterAll(() => removeFolder(folder));

async function open(name: string): Promise<ContractClient> {
  backend = await openBackend({ dataFolder: join(folder, name), shell: 'command', engineProcesses: 2 });
  return backend.server.connect({ shell: 'command' }).client;
}

async function untilEnded(client: ContractClient, id: string): Promise<Job> {
  for await (const jobs of await client.jobs.watch()) {
    const job = jobs.find((candidate) => candidate.id === id);
    if (job && ['done', 'failed', 'cancelled'].includes(job.state)) return job;
  }
  throw new Error('the stream of jobs ended');
}

async function score(client: ContractClient, spec: Omit<JobSpecInput, 'model'>): Promise<Job> {
  const { id } = await client.jobs.create({ model, ...spec });
  return untilEnded(client, id);
}

async function refusal(promise: Promise<unknown>) {
  return promise.then(
    () => null,
    (error: unknown) => failureOf(error),
  );
}

describe('a table dropped on the backend', () => {
  it('comes back scored as Python scores it, with its cells untouched and its provenance beside it', async () => {
    const client = await open('oracle');
    const output = join(folder, 'oracle.csv');
    const job = await score(client, { input: sample, output, missing: weatherByDefault });
    expect(job.state).toBe('done');

    const before = parse(readFileSync(sample));
    const after = parse(readFileSync(output));
    const width = before[0]!.length;
    expect(after.map((row) => row.slice(0, width))).toEqual(before);
    expect(after[0]!.slice(width)).toEqual([
      'prediction',
      'probability_on_time',
      'probability_late',
      'rejected',
    ]);

    const oracle = JSON.parse(readFileSync(root('models/flight-delay/expected.json'), 'utf8'));
    for (const { row, prediction, probabilities } of oracle.rows) {
      const [label, onTime, late] = after[row + 1]!.slice(width);
      expect(Number(onTime)).toBeCloseTo(probabilities.on_time, 6);
      expect(Number(late)).toBeCloseTo(probabilities.late, 6);
      expect(label).toBe(prediction);
    }
    const provenance = JSON.parse(readFileSync(`${output}.foredeck.json`, 'utf8'));
    expect(provenance.rows).toEqual({ total: 10_000, scored: 9_738, rejected: 262 });
    expect(provenance.model.name).toBe('flight-delay');
    expect(provenance.engine).toMatch(/^onnxruntime [\d.]+ with Foredeck's tree kernel$/u);
    expect(provenance.output.sizeBytes).toBe(readFileSync(output).length);

    const result = await client.jobs.result({ id: job.id });
    expect(result.reasons[0]).toEqual({ reason: 'dep_delay is empty', rows: 252, firstRow: 69 });
    expect(result.scores.counts.reduce((sum, n) => sum + n, 0)).toBe(9_738);
    const rejected = await client.jobs.rejectedRows({ id: job.id });
    expect(rejected.total).toBe(262);
    expect(rejected.rows[0]).toMatchObject({ row: 69, column: 'dep_delay', reason: 'dep_delay is empty' });
  }, 30_000);

  it('goes from any format to any other with the same predictions', async () => {
    const client = await open('formats');
    const seen = new Set<string>();
    for (const input of [sample, sample.replace('.csv', '.parquet')]) {
      for (const extension of ['csv', 'jsonl']) {
        const output = join(folder, `any-${seen.size}-${input.endsWith('csv')}.${extension}`);
        expect((await score(client, { input, output, missing: weatherByDefault })).failure).toBeNull();
        const text = readFileSync(output, 'utf8');
        const predictions =
          extension === 'csv'
            ? (parse(text, { columns: true }) as Record<string, string>[]).map((row) => row.probability_late)
            : text
                .trim()
                .split('\n')
                .map((line) => String(JSON.parse(line).probability_late ?? ''));
        seen.add(predictions.join());
      }
    }
    expect(seen.size).toBe(1);
  }, 60_000);

  it('is remembered by its shape once its mapping was chosen by hand', async () => {
    const client = await open('memory');
    const input = join(folder, 'monat.csv');
    writeFileSync(
      input,
      readFileSync(sample, 'utf8').replace('month', 'monat').split('\n').slice(0, 50).join('\n'),
    );
    const first = await client.jobs.plan({ path: input, model });
    expect(first.obstacles).toEqual([{ feature: 'month', text: 'month has no column: choose one' }]);
    expect(await refusal(client.jobs.create({ input, model }))).toMatchObject({ code: 'MAPPING_INCOMPLETE' });
    await score(client, { input, mapping: { month: 'monat' }, overwrite: true });
    const second = await client.jobs.plan({ path: input, model });
    expect(second.obstacles).toEqual([]);
    expect(second.rememberedFrom).toBe('monat.csv');
    expect((await client.jobs.plan({ path: input, model, afresh: true })).obstacles).toHaveLength(1);
  }, 30_000);

  it('reads a feature without a column as if every cell of it were missing', async () => {
    const client = await open('absent');
    const lines = readFileSync(sample, 'utf8').trim().split('\n').slice(0, 40);
    const at = lines[0]?.split(',').indexOf('visib') ?? -1;
    const withCells = (edit: (cells: string[], row: number) => string[]) =>
      lines.map((line, row) => edit(line.split(','), row).join(',')).join('\n');
    const absent = join(folder, 'absent.csv');
    const empty = join(folder, 'empty-cells.csv');
    writeFileSync(
      absent,
      withCells((cells) => cells.toSpliced(at, 1)),
    );
    writeFileSync(
      empty,
      withCells((cells, row) => (row === 0 ? cells : cells.with(at, ''))),
    );

    const plan = await client.jobs.plan({ path: absent, model });
    expect(plan.obstacles).toEqual([
      { feature: 'visib', text: 'visib has no column: choose one, or use its default' },
    ]);
    expect((await client.jobs.plan({ path: absent, model, missing: weatherByDefault })).obstacles).toEqual(
      [],
    );
    const predictions = [];
    for (const input of [absent, empty]) {
      const job = await score(client, { input, missing: weatherByDefault });
      expect(job.state).toBe('done');
      const [header, ...rows] = readFileSync(job.outputPath, 'utf8').trim().split('\n');
      const from = header?.split(',').indexOf('prediction');
      predictions.push(rows.map((row) => row.split(',').slice(from)));
    }
    expect(predictions[0]).toEqual(predictions[1]);
    expect(predictions[0]).toHaveLength(39);
  }, 30_000);

  it('goes on by itself after the program was closed in the middle of it', async () => {
    const client = await open('resume');
    const input = join(folder, 'many.csv');
    const [header, ...lines] = readFileSync(sample, 'utf8').trim().split('\n');
    const body = lines.filter((line) => !line.includes(',,')).join('\n');
    writeFileSync(input, `${header}\n${Array.from({ length: 12 }, () => body).join('\n')}\n`);
    const whole = await score(client, { input, output: join(folder, 'whole.csv') });
    expect(whole.state).toBe('done');

    const output = join(folder, 'closed.csv');
    const { id } = await client.jobs.create({ input, output, model });
    for await (const jobs of await client.jobs.watch()) {
      if ((jobs.find((job) => job.id === id)?.progress.rowsDone ?? 0) > 0) break;
    }
    await backend?.stop();
    expect(existsSync(output)).toBe(false);
    const again = await open('resume');
    expect((await untilEnded(again, id)).state).toBe('done');
    expect(readFileSync(output).equals(readFileSync(join(folder, 'whole.csv')))).toBe(true);
  }, 60_000);

  it('says what is wrong with what it cannot take', async () => {
    const client = await open('bad');
    const write = (name: string, text: string) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const header = readFileSync(sample, 'utf8').split('\n')[0];
    mkdirSync(join(folder, 'folder.csv'));
    const cases: [string, string, RegExp][] = [
      [join(folder, 'none.csv'), 'INPUT_NOT_FOUND', /none\.csv/u],
      [join(folder, 'folder.csv'), 'INPUT_UNSUPPORTED', /folder/u],
      [write('empty.csv', ''), 'INPUT_EMPTY', /empty/u],
      [write('header.csv', `${header}\n`), 'INPUT_EMPTY', /no rows/u],
      [write('sheet.xlsx', 'PK'), 'INPUT_UNSUPPORTED', /save it as CSV/u],
      [write('ragged.csv', `${header}\n1,2,3\n`), 'INPUT_MALFORMED', /row 1 \(line 2/u],
    ];
    for (const [input, code, message] of cases) {
      const failure = await refusal(client.jobs.create({ input, model }));
      expect([input, failure?.code]).toEqual([input, code]);
      expect(failure?.message).toMatch(message);
      expect(failure?.message).not.toContain(folder);
    }
    const copy = join(folder, 'copy.csv');
    copyFileSync(sample, copy);
    writeFileSync(join(folder, 'copy.scored.csv'), 'mine');
    expect(await refusal(client.jobs.create({ input: copy, model }))).toMatchObject({
      code: 'OUTPUT_EXISTS',
    });
    expect(
      await refusal(client.jobs.create({ input: copy, model, output: join(folder, 'no/where.csv') })),
    ).toMatchObject({
      code: 'OUTPUT_NOT_WRITABLE',
    });
    expect(
      await refusal(client.jobs.create({ input: copy, model: { name: 'x', version: null } })),
    ).toMatchObject({
      code: 'MODEL_NOT_FOUND',
    });
    expect(readFileSync(join(folder, 'copy.scored.csv'), 'utf8')).toBe('mine');
  }, 30_000);

  it('is scored by one process a folder', async () => {
    await open('held');
    backend?.publishControl({ address: 'somewhere', token: 'secret' });
    expect(await refusal(openBackend({ dataFolder: join(folder, 'held'), shell: 'command' }))).toMatchObject({
      code: 'FOLDER_IN_USE',
    });
  });
});
