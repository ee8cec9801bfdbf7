import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { type Backend, openBackend } from '../src-main/app/main.ts';
import type { ModelCard } from '../src-main/contract/card.ts';
import type { ContractClient } from '../src-main/contract/client.ts';
import { failureOf } from '../src-main/contract/failure-schema.ts';
import type { Job } from '../src-main/contract/jobs.ts';
import type { Prediction } from '../src-main/contract/models.ts';
import { type Cell, writeCsv } from './doors.ts';

/**
 * Models as the real exporters write them: each is imported as it is, with the card its own file gives, and what a scored
 * table and a request get must be what Python's onnxruntime said: numbers to 1e-5, labels exactly. See corpus/README.md.
 */

interface Expected {
  name: string;
  outputs: { type: string }[];
  rowsPerRun: number | null;
  missing: boolean;
  columns: string[];
  rows: Cell[][];
  expected: {
    labels: string[] | null;
    classes: string[] | null;
    probabilities: number[][] | null;
    values: number[][] | null;
  };
}

const corpus = fileURLToPath(new URL('./corpus/', import.meta.url));
const names = readdirSync(join(corpus, 'expected')).map((file) => basename(file, '.json'));
const tolerance = 1e-5;

let folder: string;
let backend: Backend;
let client: ContractClient;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-corpus-'));
  backend = await openBackend({ dataFolder: join(folder, 'data'), shell: 'command', engineProcesses: 1 });
  client = backend.server.connect({ shell: 'command' }).client;
});
afterAll(async () => {
  await backend.stop();
  removeFolder(folder);
});

test.each(names)('%s', async (name) => {
  const wanted = JSON.parse(readFileSync(join(corpus, 'expected', `${name}.json`), 'utf8')) as Expected;
  const { card } = await client.models.import({ path: join(corpus, 'models', `${name}.onnx`), name });
  expect(card.inputs).toHaveLength(wanted.columns.length);
  expect(card.rowsPerRun ?? null).toBe(wanted.rowsPerRun);

  const model = { name, version: null };
  const columns = card.inputs.map((input) => input.name);
  const instances = wanted.rows.map((row) =>
    Object.fromEntries(row.map((cell, column) => [columns[column] ?? '', cell])),
  );
  // No file tells whether its empty texts stand for missing ones; numbers that may be missing it does tell.
  const texts = card.inputs.filter(({ type }) => type === 'text');
  const emptied = wanted.missing ? texts.map((input) => input.name) : [];
  const { predictions } = await client.models.predict({ model, instances });
  const missing = Object.fromEntries(
    emptied.map((feature) => [feature, { kind: 'value' as const, value: '' }]),
  );
  const input = join(folder, `${name}.csv`);
  writeCsv(input, columns, wanted.rows);
  const records = await scored(await client.jobs.create({ input, model, missing, afresh: true }));
  const ofRecords = records.map((record) => ofRecord(card, record));

  compare(card, inPrecisionOf(wanted), ofRecords);
  // A request has no policies, so it rejects what the table was told to take.
  const isWhole = (row: Cell[]) =>
    row.every((cell, column) => cell !== null || !emptied.includes(columns[column] ?? ''));
  const whole = wanted.rows.flatMap((row, at) => (isWhole(row) ? [at] : []));
  expect(whole.map((at) => predictions[at])).toEqual(whole.map((at) => ofRecords[at]));
  await client.models.unload(model);
});

/** The records of a job's output, once it has ended. */
async function scored({ id }: Job): Promise<Record<string, string>[]> {
  for await (const jobs of await client.jobs.watch()) {
    const job = jobs.find((one) => one.id === id);
    if (job?.state === 'failed') throw new Error(job.failure?.message);
    if (job?.state === 'done') return parse(readFileSync(job.outputPath), { columns: true });
  }
  throw new Error('the stream of jobs ended');
}

test('a row that a model cannot be run on is rejected alone', async () => {
  const { rows } = JSON.parse(readFileSync(join(corpus, 'expected', 'torch-gru.json'), 'utf8')) as Expected;
  const { card } = await client.models.import({
    path: join(corpus, 'models', 'torch-gru.onnx'),
    name: 'torch-gru',
  });
  const [, second = ''] = card.inputs.map((input) => input.name);
  const instances = rows
    .slice(0, 5)
    .map((row) => Object.fromEntries(row.map((cell, column) => [card.inputs[column]?.name ?? '', cell])));
  const model = { name: 'torch-gru', version: null };
  const well = await client.models.predict({ model, instances });
  const beyond = instances.map((instance, at) =>
    at === 2 ? { ...instance, [second]: 1_000_000 } : instance,
  );
  const { predictions } = await client.models.predict({ model, instances: beyond });
  expect(predictions[2]?.rejected).toMatch(/^the model cannot be run on this row: .*1000000/u);
  for (const at of [0, 1, 3, 4])
    expect(predictions[at]?.prediction).toEqual(well.predictions[at]?.prediction);
});

describe('refused', () => {
  const refused = join(corpus, 'refused');
  const files = JSON.parse(readFileSync(join(refused, 'expected.json'), 'utf8')) as {
    file: string;
    mentions: string[];
  }[];

  test.each(files)('$file', async ({ file, mentions }) => {
    const before = [await listed(), leftovers()];
    const failure = await client.models.import({ path: join(refused, file), name: 'refused' }).then(
      () => null,
      (error: unknown) => failureOf(error),
    );
    expect(failure?.code).toBe('MODEL_INVALID');
    for (const word of mentions) expect(failure?.message).toContain(word);
    expect([await listed(), leftovers()]).toEqual(before);
  });

  const leftovers = () =>
    readdirSync(join(folder, 'data', 'models'), { recursive: true })
      .map(String)
      .toSorted();
});

/** What a record of the scored table says, as a prediction. */
/** The models without what only time changes: one that was asked just before is given back a moment later. */
async function listed() {
  const models = await client.models.list();
  return models.map((model) => ({ ...model, residency: { ...model.residency, lastUsedMs: null } }));
}

function ofRecord({ outputs }: ModelCard, record: Record<string, string>): Prediction {
  const number = (column: string) => Number(record[column]);
  if (outputs.kind === 'classification') {
    const prediction = record.prediction ?? '';
    if (outputs.probabilities === null) return { prediction };
    const named = outputs.labels.map((label) => [label, number(`probability_${label}`)]);
    return { prediction, probabilities: Object.fromEntries(named) as Record<string, number> };
  }
  if (outputs.kind !== 'regression') throw new Error('the corpus holds no detectors');
  if (!outputs.targets) return { prediction: number('prediction') };
  const named = outputs.targets.map((target) => [target, number(`prediction_${target}`)]);
  return { prediction: Object.fromEntries(named) as Record<string, number> };
}

/** The shortest decimals of a float16 are far from it when they are read as anything else. */
function inPrecisionOf(wanted: Expected): Expected {
  if (wanted.outputs.every(({ type }) => type !== 'float16')) return wanted;
  const rounded = (rows: number[][] | null) => rows && rows.map((row) => [...Float16Array.from(row)]);
  const { values, probabilities } = wanted.expected;
  const expected = { ...wanted.expected, values: rounded(values), probabilities: rounded(probabilities) };
  return { ...wanted, expected };
}

function compare({ outputs }: ModelCard, { expected }: Expected, predictions: Prediction[]): void {
  expect(predictions.filter((row) => row.rejected !== undefined)).toEqual([]);
  if (outputs.kind === 'regression') {
    const { targets } = outputs;
    const ours = predictions.map(({ prediction }) =>
      targets ? targets.map((target) => (prediction as Record<string, number>)[target]) : [prediction],
    );
    return expectClose(ours, expected.values ?? expected.probabilities ?? []);
  }
  if (outputs.kind !== 'classification') throw new Error('the corpus holds no detectors');
  if (expected.labels) expect(predictions.map(({ prediction }) => prediction)).toEqual(expected.labels);
  if (outputs.probabilities === null) return expect(expected.labels).not.toBeNull();
  const order = expected.classes ?? outputs.labels;
  const ours = predictions.map(({ probabilities = {} }) => order.map((label) => probabilities[label]));
  if (expected.probabilities === null) return expectClose(ours, (expected.values ?? []).map(softmax));
  // One column is the probability of the second of two classes.
  const second = expected.probabilities.every((row) => row.length === 1) && order.length === 2;
  expectClose(second ? ours.map((row) => row.slice(1)) : ours, expected.probabilities);
}

function expectClose(ours: unknown[][], theirs: number[][]): void {
  expect(ours.map((row) => row.length)).toEqual(theirs.map((row) => row.length));
  theirs.forEach((row, at) =>
    row.forEach((value, column) => {
      const difference = Math.abs(Number(ours[at]?.[column]) - value);
      expect(
        difference,
        `row ${at + 1}: ${JSON.stringify(ours[at])} for ${JSON.stringify(row)}`,
      ).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(value)));
    }),
  );
}

function softmax(row: number[]): number[] {
  const powers = row.map((value) => Math.exp(value - Math.max(...row)));
  const sum = powers.reduce((all, power) => all + power, 0);
  return powers.map((power) => power / sum);
}
