import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelCardSchema, type ModelInput } from '../src-main/contract/card.ts';
import type { Box, Instance, Prediction } from '../src-main/contract/models.ts';
import { numbersIn, outputNames, tensorsOf } from './bare-run.ts';
import { encodeInferBody, parseInferAnswer } from '../src-main/domain/oip/index.ts';
import { type Served, serveProduct } from '../bench/harness/serve-product.ts';
import { type Doors, openDoors, type TestedModel, writeCsv } from './doors.ts';

/**
 * One row gives the same prediction whichever door it comes through and whatever rows are scored with it: a CSV through
 * the real runner, named values as JSON, the local server in both of its protocols, and a bare run of the session with
 * tensors this test makes by itself.
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

/** Rows asked for over HTTP: large enough that the body is read in an engine process, and one by one, side by side. */
const rowsOverHttp = 400;
const rowsSideBySide = 48;
/** As the JSON of a tensor one takes up to 20 MB. */
const picturesOverHttp = 3;

let doors: Doors;
let served: Served;
beforeAll(async () => {
  doors = await openDoors();
  served = await serveProduct({ dataFolder: join(doors.folder, 'served'), token: null, engineProcesses: 1 });
});
afterAll(async () => {
  await served.stop();
  await doors[Symbol.asyncDispose]();
});

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
      for (let from = 0; from < kept.length; from += batchRows) {
        const batch = kept.slice(from, from + batchRows);
        const feeds = await tensorsOf(
          model,
          batch.map(({ row }) => row),
        );
        const outputs = await doors.run(model, feeds, outputNames(card));
        expectClose(
          batch.flatMap((_, row) =>
            numbersIn(card, outputs, row, batch.length, reference[batch[row]?.at ?? 0]),
          ),
          batch.flatMap(({ at }) => scoresOf(reference[at])),
        );
      }
    });
  });

  describe('over HTTP', () => {
    const ofPictures = card.inputs.some(({ type }) => type === 'image');
    const count = Math.min(rows.length, ofPictures ? picturesOverHttp : rowsOverHttp);

    async function askFor(some: Instance[]): Promise<Prediction[]> {
      const url = `${served.url}/v1/models/${name}:predict`;
      const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ instances: some }) });
      expect(answer.status).toBe(200);
      return ((await answer.json()) as { predictions: Prediction[] }).predictions;
    }

    test('as named features, together and side by side', async () => {
      expectSame(await askFor(instances.slice(0, count)), reference.slice(0, count));
      const some = instances.slice(0, rowsSideBySide);
      const answers = await Promise.all(some.map((instance) => askFor([instance])));
      expectSame(answers.flat(), reference.slice(0, some.length));
    });

    test.each([
      ['JSON', false],
      ['binary', true],
    ])('as tensors in %s', async (_, binary) => {
      const kept = rows.flatMap((row, at) => (at < count && !reference[at]?.rejected ? [{ row, at }] : []));
      for (const batch of [kept.slice(0, 1), kept.slice(1)]) {
        const feeds = await tensorsOf(
          model,
          batch.map(({ row }) => row),
        );
        const { parts, headerLength } = encodeInferBody(feeds, outputNames(card), binary);
        const answer = await fetch(`${served.url}/v2/models/${name}/infer`, {
          method: 'POST',
          body: Buffer.concat(parts),
          headers: headerLength === null ? {} : { 'inference-header-content-length': String(headerLength) },
        });
        expect(answer.status).toBe(200);
        const jsonBytes = answer.headers.get('inference-header-content-length');
        const body = new Uint8Array(await answer.arrayBuffer());
        const outputs = parseInferAnswer(
          body,
          jsonBytes === null ? null : Number(jsonBytes),
          outputNames(card),
        );
        expectClose(
          batch.flatMap((_row, row) =>
            numbersIn(card, outputs, row, batch.length, reference[batch[row]?.at ?? 0]),
          ),
          batch.flatMap(({ at }) => scoresOf(reference[at])),
        );
      }
    });
  });

  function expectSame(ours: Prediction[], theirs: Prediction[]): void {
    const labels = (all: Prediction[]) => all.map(labelsOf);
    expect(labels(ours)).toEqual(labels(theirs));
    expectClose(ours.flatMap(numbersOf), theirs.flatMap(numbersOf));
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
    const cell = record.prediction ?? '';
    if (card.outputs.kind === 'detection') return { prediction: JSON.parse(cell) as Box[] };
    if (card.outputs.kind === 'regression') return { prediction: Number(cell) };
    const probabilities = Object.entries(record).flatMap(([column, cell]) =>
      column.startsWith('probability_') ? [[column.slice('probability_'.length), Number(cell)] as const] : [],
    );
    return { prediction: cell, probabilities: Object.fromEntries(probabilities) };
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

/** What is the same to the letter whichever door it came through. */
function labelsOf({ prediction, rejected }: Prediction) {
  if (rejected !== undefined) return rejected;
  return Array.isArray(prediction)
    ? prediction.map(({ label }) => label)
    : typeof prediction === 'string' && prediction;
}

/** Of boxes only the scores: where they lie, a run without a picture's size cannot say. */
function scoresOf(given: Prediction | undefined): number[] {
  const { prediction } = given ?? {};
  return Array.isArray(prediction) ? prediction.map(({ score }) => score) : numbersOf(given);
}

function numbersOf(given: Prediction | undefined): number[] {
  const { prediction = null, probabilities = {} } = given ?? {};
  if (typeof prediction === 'number') return [prediction];
  if (Array.isArray(prediction)) return prediction.flatMap(({ score, box }) => [score, ...box]);
  return Object.values(probabilities);
}
