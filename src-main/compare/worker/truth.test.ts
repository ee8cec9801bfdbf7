import { expect, test } from 'vitest';
import type { ModelOutputs } from '../../contract/card.ts';
import { truthReader } from './truth.ts';

const classes = (labels: string[], positive?: string): ModelOutputs => ({
  kind: 'classification',
  probabilities: 'p',
  activation: 'none',
  labels,
  positive,
});
const value: ModelOutputs = { kind: 'regression', value: 'v' };

/** A block of one row and one column. */
function read(outputs: ModelOutputs, cell: string, positiveAbove: number | null = null) {
  const bytes = new TextEncoder().encode(cell);
  const block = { bytes, starts: Int32Array.of(0), ends: Int32Array.of(bytes.length), columns: 1, rows: 1 };
  const reader = truthReader({ name: 'what', index: 0, positiveAbove, asked: true }, outputs);
  return { meant: reader.read(block, 0), strange: reader.strange };
}

test.each([
  [classes(['on_time', 'late']), 'late', null, 1],
  [classes(['on_time', 'late']), ' "on_time" '.trim(), null, 0],
  [classes(['0', '1']), '1.0', null, 1],
  [classes(['on_time', 'late']), '15', 15, 0],
  [classes(['on_time', 'late']), '15.5', 15, 1],
  [classes(['late', 'on_time'], 'late'), '16', 15, 0],
  [value, '12.25', null, 12.25],
] as const)('%j reads %s as what happened', (outputs, cell, above, expected) => {
  expect(read(outputs as ModelOutputs, cell, above)).toEqual({ meant: expected, strange: null });
});

test.each([
  [classes(['a', 'b']), '', null, null],
  [classes(['a', 'b']), 'NA', null, null],
  [classes(['a', 'b']), 'c', null, 'c'],
  [classes(['a', 'b']), 'late', 15, 'late'],
  [value, 'many', null, 'many'],
  [value, 'Infinity', null, 'Infinity'],
] as const)('%j does not know what happened from "%s"', (outputs, cell, above, strange) => {
  expect(read(outputs as ModelOutputs, cell, above)).toEqual({ meant: Number.NaN, strange });
});

test('boxes stand in a cell as JSON', () => {
  const detection: ModelOutputs = {
    kind: 'detection',
    decoder: 'yolox',
    output: 'o',
    strides: [8],
    labels: ['a'],
    minScore: 0,
    maxOverlap: 1,
    maxBoxes: 1,
  };
  const boxes = [{ label: 'a', box: [1, 2, 3, 4] }];
  const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  expect(read(detection, cell(JSON.stringify(boxes))).meant).toEqual(boxes);
  for (const strange of ['late', '[1]', '{"label":"a"}', '[{"label":"a","box":[1,2,3]}]']) {
    expect(read(detection, cell(strange))).toEqual({ meant: Number.NaN, strange });
  }
});
