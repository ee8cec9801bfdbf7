import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelCardSchema } from '../src-main/contract/card.ts';
import type { Box, Instance, Prediction } from '../src-main/contract/models.ts';
import { type Doors, openDoors, type TestedModel } from './doors.ts';

/** Every bundled model, with its tokenizer and pictures, against the answers its build script wrote down from Python. */

const root = (path: string): string => fileURLToPath(new URL(`../${path}`, import.meta.url));
const names = readdirSync(root('models')).filter((name) => existsSync(root(`models/${name}/card.json`)));

interface Expected {
  file: string;
  rows: {
    /** Data row of the sample, from 0. */
    row: number;
    /** Features that the card's default stood in for, which this door does not do unasked. */
    filled?: string[];
    prediction?: string;
    probabilities?: Record<string, number>;
    boxes?: Box[];
    resized?: boolean;
  }[];
}

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
});
afterAll(() => doors[Symbol.asyncDispose]());

test.each(names)('%s answers as Python does', async (name) => {
  const model: TestedModel = {
    card: modelCardSchema.parse(JSON.parse(readFileSync(root(`models/${name}/card.json`), 'utf8'))),
    modelPath: root(`models/${name}/model.onnx`),
  };
  const expected = JSON.parse(readFileSync(root(`models/${name}/expected.json`), 'utf8')) as Expected;
  const sample = parse(readFileSync(join(root('.'), expected.file)), { columns: true, bom: true }) as Record<
    string,
    string
  >[];
  const rows = expected.rows.filter(({ filled = [] }) => filled.length === 0);
  expect(rows.length).toBeGreaterThan(5);
  const instances = rows.map(({ row }): Instance => {
    const cells = sample[row] ?? {};
    return Object.fromEntries(model.card.inputs.map((input) => [input.name, cells[input.name] ?? null]));
  });

  await doors.load(model);
  const predictions = await doors.predict(model, instances, 512);
  await doors.unload(model);
  rows.forEach((row, i) => {
    const got = predictions[i] as Prediction;
    if (row.boxes) return expectBoxes(got.prediction as Box[], row.boxes, row.resized === true);
    expect(got.prediction, `row ${row.row}`).toBe(row.prediction);
    for (const [label, probability] of Object.entries(row.probabilities ?? {})) {
      expect(Math.abs((got.probabilities?.[label] ?? 2) - probability), `row ${row.row}`).toBeLessThan(1e-6);
    }
  });
});

/** Expected boxes are rounded to 0.01 pixels, which is much of a line of text. Pictures that are resized go through another library's arithmetic. */
function expectBoxes(got: Box[], wanted: Box[], resized: boolean): void {
  expect(got.length).toBe(wanted.length);
  for (const box of wanted) {
    const match = got.find(
      ({ label, score, box: place }) =>
        label === box.label &&
        Math.abs(score - box.score) < (resized ? 0.005 : 1e-4) &&
        overlap(place, box.box) > (resized ? 0.99 : 0.995),
    );
    expect(match, `${box.label} at ${box.box.join(', ')}`).toBeDefined();
  }
}

/** Intersection over union of two boxes. */
function overlap(a: Box['box'], b: Box['box']): number {
  const side = (axis: 0 | 1): number =>
    Math.max(0, Math.min(a[axis] + a[axis + 2]!, b[axis] + b[axis + 2]!) - Math.max(a[axis], b[axis]));
  const both = side(0) * side(1);
  return both / (a[2] * a[3] + b[2] * b[3] - both);
}
