import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Tokenizer } from '@huggingface/tokenizers';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelCardSchema, type ModelInput, type ModelTensor } from '../src-main/contract/card.ts';
import type { Instance, Prediction } from '../src-main/contract/models.ts';
import type { TensorValue } from '../src-main/engine/client/index.ts';
import { type Doors, openDoors, type TestedModel, writeCsv } from './doors.ts';

/**
 * One row gives the same prediction whichever door it comes through and whatever rows are scored with it: a CSV through
 * the real runner, named values as JSON, and a bare run of the session with tensors this test makes by itself.
 */

const models = fileURLToPath(new URL('../models/', import.meta.url));
const samples = fileURLToPath(new URL('../resources/samples/', import.meta.url));
const names = readdirSync(models).filter((name) => existsSync(join(models, name, 'card.json')));
const batchSizes = [1, 7, 512, 4096];

/** Rows compared; the first batch of 4096 is whole where the sample is as long. */
const rowsMax = 4096;
/** In batches of one, which take a run each. */
const rowsOneByOne = 500;

const tolerance = 1e-6;
/** Models that are not bit-equal everywhere, and why. */
const unequal: Readonly<Record<string, string>> = {
  'review-sentiment':
    'texts are padded to the longest of their batch, and onnxruntime adds up longer rows in another order',
};

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors[Symbol.asyncDispose]());

describe.each(names)('%s', (name) => {
  const folder = join(models, name);
  const model: TestedModel = {
    card: modelCardSchema.parse(JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8'))),
    modelPath: join(folder, 'model.onnx'),
  };
  const { card } = model;
  const samplePath = join(samples, `${name}.csv`);
  const rows = (
    parse(readFileSync(samplePath), { columns: true, bom: true }) as Record<string, string>[]
  ).slice(0, rowsMax);
  const instances = rows.map((row) => instanceOf(card.inputs, row));
  let reference: Prediction[];

  beforeAll(async () => {
    await doors.load(model);
    reference = await doors.predict(model, instances, 4096);
    expect(reference.filter(({ rejected }) => rejected === undefined).length).toBeGreaterThan(
      rows.length * 0.9,
    );
  });
  afterAll(() => doors.unload(model));

  describe.each(batchSizes)('in batches of %i', (batchRows) => {
    const count = batchRows === 1 ? Math.min(rows.length, rowsOneByOne) : rows.length;

    test('as JSON', async () => {
      const predictions = await doors.predict(model, instances.slice(0, count), batchRows);
      expectSame(predictions, reference.slice(0, count));
    });

    test('as CSV', async () => {
      const path = join(doors.folder, `${name}-${batchRows}.csv`);
      const columns = card.inputs.map((input) => input.name);
      const cells = rows.slice(0, count).map((row) => columns.map((column) => row[column] ?? ''));
      writeCsv(path, columns, cells);
      const records = await doors.scoreCsv(model, path, batchRows);
      expectSame(
        records.map((record) => predictionOfRecord(record)),
        reference.slice(0, count),
      );
    });

    test('as tensors', async () => {
      // The doors put something in place of what they reject; here such rows are left out.
      const kept = rows.flatMap((row, at) => (at < count && !reference[at]?.rejected ? [{ row, at }] : []));
      const outputs = Object.values(card.outputs).filter((output) => typeof output === 'string');
      const output = card.outputs.kind === 'classification' ? card.outputs.probabilities : null;
      if (output === null) throw new Error(`how is the output of ${name} compared? (${outputs.join(', ')})`);
      const scores: number[] = [];
      for (let from = 0; from < kept.length; from += batchRows) {
        const batch = kept.slice(from, from + batchRows).map(({ row }) => row);
        const feeds = Object.fromEntries(
          card.tensors.map((tensor) => [tensor.name, tensorOf(tensor, model, batch)]),
        );
        const { [output]: result } = await doors.run(model, feeds, [output]);
        for (const value of result?.data ?? []) scores.push(Number(value));
      }
      expectClose(
        scores,
        kept.flatMap(({ at }) => Object.values(reference[at]?.probabilities ?? {})),
      );
    });
  });

  function expectSame(ours: Prediction[], theirs: Prediction[]): void {
    const plain = (all: Prediction[]) => all.map(({ prediction, rejected }) => ({ prediction, rejected }));
    expect(plain(ours)).toEqual(plain(theirs));
    const numbers = (all: Prediction[]) =>
      all.flatMap(({ probabilities = {} }) => Object.values(probabilities));
    expectClose(numbers(ours), numbers(theirs));
  }

  /** All doors give the shortest decimals of a float32. */
  function expectClose(ours: number[], theirs: number[]): void {
    expect(ours).toHaveLength(theirs.length);
    let largest = 0;
    theirs.forEach((value, at) => {
      largest = Math.max(largest, Math.abs(Math.fround(ours[at] ?? Number.NaN) - Math.fround(value)));
    });
    expect(largest).toBeLessThanOrEqual(name in unequal ? tolerance : 0);
  }

  function predictionOfRecord(record: Record<string, string>): Prediction {
    if (record.rejected) return { prediction: null, rejected: record.rejected };
    const probabilities = Object.entries(record).flatMap(([column, cell]) =>
      column.startsWith('probability_') ? [[column.slice('probability_'.length), Number(cell)] as const] : [],
    );
    return { prediction: record.prediction ?? '', probabilities: Object.fromEntries(probabilities) };
  }
});

/** The cells of a row as a program would send them: numbers as numbers, nothing as null. */
function instanceOf(inputs: readonly ModelInput[], row: Record<string, string>): Instance {
  return Object.fromEntries(
    inputs.map(({ name, type }) => {
      const cell = row[name] ?? '';
      if (cell === '') return [name, null];
      const isNumber = (type === 'number' || type === 'integer') && Number.isFinite(Number(cell));
      return [name, isNumber ? Number(cell) : cell];
    }),
  );
}

function tensorOf(
  tensor: ModelTensor,
  { card, modelPath }: TestedModel,
  rows: Record<string, string>[],
): TensorValue {
  if (tensor.kind === 'image') throw new Error('pictures have a test of their own');
  if (tensor.kind === 'features') {
    const inputs = tensor.features.map(
      (name) => card.inputs.find((input) => input.name === name) as ModelInput,
    );
    const dims = [rows.length, inputs.length];
    const cells = rows.flatMap((row) => inputs.map((input) => ({ input, cell: row[input.name] ?? '' })));
    if (tensor.type === 'string') {
      const data = cells.map(({ input, cell }) => (cell === '' ? String(input.default ?? '') : cell));
      return { type: 'string', data, dims };
    }
    if (tensor.type !== 'float32') throw new Error(`this test makes no ${tensor.type}`);
    const data = Float32Array.from(cells, ({ input, cell }) => {
      if (cell === '') return Number(input.default ?? Number.NaN);
      if (input.type === 'boolean') return ['true', '1', 'yes'].includes(cell.toLowerCase()) ? 1 : 0;
      return input.type === 'category' ? input.values.indexOf(cell) : Number(cell);
    });
    return { type: 'float32', data, dims };
  }
  const file = JSON.parse(readFileSync(join(modelPath, '..', 'tokenizer.json'), 'utf8')) as object;
  const tokenizer = new Tokenizer(file, {});
  const maxTokens = card.tokenizer?.maxTokens ?? 0;
  const ids = rows.map((row) => tokenizer.encode(row[tensor.feature] ?? '').ids.slice(0, maxTokens));
  const width = Math.max(...ids.map((row) => row.length));
  const padded = ids.flatMap((row) =>
    Array.from({ length: width }, (_, at) =>
      BigInt(tensor.part === 'ids' ? (row[at] ?? 0) : at < row.length ? 1 : 0),
    ),
  );
  return { type: 'int64', data: BigInt64Array.from(padded), dims: [rows.length, width] };
}
