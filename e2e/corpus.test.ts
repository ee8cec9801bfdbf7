import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type elementTypes, modelCardSchema, type ModelCard } from '../src-main/contract/card.ts';
import type { Prediction } from '../src-main/contract/models.ts';
import type { ModelOperations } from '../src-main/models/operations.ts';
import { type Cell, type Doors, openDoors, type TestedModel, writeCsv } from './doors.ts';

/**
 * Models as the real exporters write them: each is taken in with the card its own file gives, and what a table and a
 * request get must be what Python's onnxruntime said: numbers to 1e-5, labels exactly. See corpus/README.md.
 */

interface Expected {
  name: string;
  inputs: { name: string; type: ElementType; shape: (number | string | null)[]; columns: string[] }[];
  outputs: { name: string; type: string; role: string }[];
  features: { name: string; type: 'number' | 'integer' | 'text' | 'boolean' }[];
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

type ElementType = (typeof elementTypes)[number];

const corpus = fileURLToPath(new URL('./corpus/', import.meta.url));
const names = readdirSync(join(corpus, 'expected')).map((file) => basename(file, '.json'));
const tolerance = 1e-5;

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors[Symbol.asyncDispose]());

/** Files that do not say enough, or say something else than they do; people would put a card.json beside them. */
const withCard: Readonly<Record<string, string>> = {
  'decision-tree-two-targets': 'says [rows, 1] for its two targets',
  'extra-trees-two-targets': 'says [rows, 1] for its two targets',
  'isolation-forest': 'names its classes nowhere',
  'knn-regression': 'does not tell how wide its output is',
  'partial-least-squares': 'does not tell how wide its output is',
  'int8-dynamic-transformer': 'takes token ids, and there is no tokenizer',
  'torch-gru': 'takes token ids, and there is no tokenizer',
  'torch-transformer': 'takes token ids, and there is no tokenizer',
  'torch-transformer-int32': 'takes token ids, and there is no tokenizer',
  'torch-transformer-script': 'takes token ids, and there is no tokenizer',
};

/** Such a card, from what is known about the model. */
function cardBeside({ inputs, outputs, features, expected }: Expected): Record<string, unknown> {
  const named = (role: string) => outputs.find((output) => output.role === role)?.name ?? null;
  const { classes, probabilities, values } = expected;
  const value = named('values') ?? '';
  const targets = values?.[0]?.map((_, target) => `target_${target}`) ?? [];
  const labels = classes ?? probabilities?.[0]?.map((_, index) => `class_${index}`) ?? [];
  let first = 0;
  return {
    task: 'other',
    inputs: features.map(({ name, type }) => ({ name, type })),
    tensors: inputs.map(({ name, type, shape, columns }) => {
      const own = features.slice(first, first + columns.length).map((feature) => feature.name);
      first += columns.length;
      return { kind: 'features', name, type, features: own, ...shapeOf(shape) };
    }),
    outputs:
      labels.length > 0
        ? { kind: 'classification', label: named('labels'), probabilities: named('probabilities'), labels }
        : { kind: 'regression', value, ...(targets.length > 1 ? { targets } : {}) },
  };
}

function shapeOf(shape: Expected['inputs'][number]['shape']) {
  if (shape.length === 1) return { shape: 'vector' };
  return shape.length === 2 ? {} : { dims: shape.slice(1) };
}

async function takeIn(name: string, known: Expected): Promise<TestedModel> {
  const modelPath = join(doors.folder, `${name}.onnx`);
  const payload: ModelOperations['model.take']['payload'] = {
    path: join(corpus, 'models', `${name}.onnx`),
    outPath: modelPath,
    tokenizerPath: null,
    configPath: null,
  };
  const { draft, sha256 } = await doors.handle.call<ModelOperations['model.take']['result']>(
    'model.take',
    payload,
  );
  if (!draft.ok && !(name in withCard)) throw new Error(draft.failure.message);
  const about = { format: 1, name, version: '1', title: name, summary: name, sha256 };
  const card = name in withCard || !draft.ok ? cardBeside(known) : draft.card;
  const parsed = modelCardSchema.parse({ ...about, ...card });
  // No file tells whether its empty texts stand for missing ones.
  for (const input of parsed.inputs) if (input.type === 'text') input.acceptsMissing = known.missing;
  return { card: parsed, modelPath };
}

test.each(names)('%s', async (name) => {
  const wanted = JSON.parse(readFileSync(join(corpus, 'expected', `${name}.json`), 'utf8')) as Expected;
  const model = await takeIn(name, wanted);
  const { card } = model;
  expect(card.inputs.map((input) => input.name)).toHaveLength(wanted.columns.length);
  expect(card.rowsPerRun ?? null).toBe(wanted.rowsPerRun);

  await doors.load(model);
  const columns = card.inputs.map((input) => input.name);
  const csvPath = join(doors.folder, `${name}.csv`);
  writeCsv(csvPath, columns, wanted.rows);
  const records = await doors.scoreCsv(model, csvPath, 4096);
  const instances = wanted.rows.map((row) =>
    Object.fromEntries(row.map((cell, column) => [columns[column] ?? '', cell])),
  );
  const predictions = await doors.predict(model, instances, 4096);
  await doors.unload(model);

  compare(card, inPrecisionOf(wanted), predictions);
  expect(records.map((record) => ofRecord(card, record))).toEqual(predictions);
});

/** What a record of the scored table says, as a prediction. */
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
