import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modelCardSchema } from '../src-main/contract/card.ts';
import type { Box } from '../src-main/contract/models.ts';
import type { Candidate } from '../src-main/domain/decoding/candidate.ts';
import { overlap } from '../src-main/domain/decoding/overlap.ts';
import { type Doors, openDoors, type TestedModel, writeCsv } from './doors.ts';

/** The bundled detector finds what Python's onnxruntime, Pillow and a decoder of its own found; see its expected.json. */

interface Expected {
  pictures: Record<string, { resized: boolean; boxes: Box[] }>;
}

const path = (name: string) => fileURLToPath(new URL(`../${name}`, import.meta.url));
const folder = path('models/page-layout');
const { pictures } = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as Expected;
const model: TestedModel = {
  card: modelCardSchema.parse(JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8'))),
  modelPath: join(folder, 'model.onnx'),
};
const base64 = (name: string) =>
  readFileSync(path(`resources/samples/page-layout/${name}`)).toString('base64');

let doors: Doors;
beforeAll(async () => {
  doors = await openDoors();
  await doors.load(model);
});
afterAll(() => doors[Symbol.asyncDispose]());

async function find(picture: string): Promise<Box[]> {
  const [found] = await doors.predict(model, [{ image: picture }], 1);
  expect(found?.rejected).toBeUndefined();
  return found?.prediction as Box[];
}

describe.each(Object.entries(pictures))('%s', (name, expected) => {
  test('shows the boxes that Python found', async () => {
    const found = await find(base64(name));
    if (expected.resized) {
      // The filter is another one than Pillow's, so the faint ones may come and go.
      for (const wanted of expected.boxes.filter(({ score }) => score > 0.6))
        expect(
          found.some((box) => box.label === wanted.label && overlap(corners(box), corners(wanted)) > 0.9),
        ).toBe(true);
      return;
    }
    expect(found.map(({ label }) => label)).toEqual(expected.boxes.map(({ label }) => label));
    found.forEach(({ score, box }, at) => {
      expect(Math.abs(score - (expected.boxes[at]?.score ?? 0))).toBeLessThan(0.001);
      box.forEach((edge, side) =>
        expect(Math.abs(edge - (expected.boxes[at]?.box[side] ?? 0))).toBeLessThan(0.1),
      );
    });
  });
});

function corners({ box: [left, top, width, height], score }: Box): Candidate {
  return { left, top, right: left + width, bottom: top + height, label: 0, score };
}

test('a picture that cannot be read rejects its row alone, at every door', async () => {
  const rows = [['no picture!'], [base64('page-1.png')], ['']];
  const csvPath = join(doors.folder, 'pictures.csv');
  writeCsv(csvPath, ['image'], rows);
  const records = await doors.scoreCsv(model, csvPath, 4096);
  const predictions = await doors.predict(
    model,
    rows.map(([image = null]) => ({ image })),
    4096,
  );
  const reasons = ['image is not a picture as base64 text: "no picture!"', '', 'image is empty'];
  expect(records.map(({ rejected }) => rejected)).toEqual(reasons);
  expect(predictions.map(({ rejected = '' }) => rejected)).toEqual(reasons);
  expect(JSON.parse(records[1]?.prediction ?? '')).toEqual(predictions[1]?.prediction);
});

test('the sample is scored whole', async () => {
  const sample = path('resources/samples/page-layout.csv');
  const rows = parse(readFileSync(sample), { columns: true }) as unknown[];
  const records = await doors.scoreCsv(model, sample, 4096);
  expect(records).toHaveLength(rows.length);
  for (const { prediction = '' } of records)
    expect((JSON.parse(prediction) as Box[]).length).toBeGreaterThan(3);
});
