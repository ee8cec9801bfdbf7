import { describe, expect, it } from 'vitest';
import type { GraphPort } from '../../contract/models.ts';
import { checkInputs, checkOutputs, type InputRules, tensorColumns } from './check-inputs.ts';
import { refusalOf, tensorOf } from './testing.ts';

const ports: GraphPort[] = [
  { name: 'x', type: 'float32', dims: ['N', 2] },
  { name: 'ids', type: 'int64', dims: ['N', 'tokens'] },
];
const rules: InputRules = {
  batchable: true,
  columns: tensorColumns({
    inputs: [
      { name: 'amount', type: 'number' },
      { name: 'age', type: 'number', acceptsMissing: true },
    ],
    tensors: [
      { kind: 'features', name: 'x', type: 'float32', features: ['amount', 'age'], shape: 'matrix' },
      { kind: 'tokens', name: 'ids', type: 'int64', feature: 'text', part: 'ids' },
    ],
  }),
};
const x = (rows: number, values?: number[]) => ({
  name: 'x',
  value: tensorOf('float32', [rows, 2], values ?? Array<number>(rows * 2).fill(1)),
});
const ids = (rows: number) => ({
  name: 'ids',
  value: tensorOf('int64', [rows, 1], Array<bigint>(rows).fill(1n)),
});
const check = (...inputs: Parameters<typeof checkInputs>[0]) => checkInputs(inputs, ports, rules);

describe('checkInputs', () => {
  it('lets pass what the graph takes, in any order', () => {
    expect(refusalOf(() => check(ids(3), x(3)))).toBe('nothing was thrown');
    expect(refusalOf(() => check(x(0), ids(0)))).toBe('nothing was thrown');
  });

  it('names what is unknown, missing, or of another type or shape', () => {
    const wrong = (name: string, ...tensor: Parameters<typeof tensorOf>) =>
      refusalOf(() => check({ name, value: tensorOf(...tensor) }, ids(1)));
    expect(wrong('y', 'float32', [1, 2], [1, 2])).toBe(
      'BAD_REQUEST: The model has no input "y"; it has "x", "ids".',
    );
    expect(refusalOf(() => check(x(1)))).toBe('BAD_REQUEST: The request lacks "ids" (INT64 [-1,-1]).');
    expect(wrong('x', 'float64', [1, 2], [1, 2])).toBe(
      'BAD_REQUEST: Input "x": the model takes FP32, not FP64.',
    );
    expect(wrong('x', 'float32', [2], [1, 2])).toBe(
      'BAD_REQUEST: Input "x": the model takes shape [-1,2] (-1 = any length), not [2].',
    );
    expect(wrong('x', 'float32', [1, 3], [1, 2, 3])).toContain('not [1,3].');
    expect(refusalOf(() => check(x(2), ids(1)))).toBe(
      'BAD_REQUEST: Input "ids": it has 1 rows (its first dimension), but input "x" has 2.',
    );
    expect(refusalOf(() => checkInputs([x(2), ids(1)], ports, { ...rules, batchable: false }))).toBe(
      'nothing was thrown',
    );
  });

  it('refuses NaN where the card takes no missing value, naming element, row and feature', () => {
    expect(refusalOf(() => check(x(2, [1, 2, Number.NaN, 3]), ids(2)))).toBe(
      'BAD_REQUEST: Input "x": element [1][0] is NaN (row 2, feature "amount"), and the model takes no missing values there.',
    );
    expect(refusalOf(() => check(x(2, [1, Number.NaN, 3, Number.NaN]), ids(2)))).toBe('nothing was thrown');
    expect(refusalOf(() => check(x(1, [Infinity, -Infinity]), ids(1)))).toBe('nothing was thrown');
    const noCard = { batchable: true, columns: new Map() };
    expect(refusalOf(() => checkInputs([x(1, [1, Number.NaN]), ids(1)], ports, noCard))).toBe(
      'BAD_REQUEST: Input "x": element [0][1] is NaN, and the model takes no missing values there.',
    );
  });

  it('names an output that the graph does not have', () => {
    expect(refusalOf(() => checkOutputs([{ name: 'z', binary: false }], [{ name: 'y' }]))).toBe(
      'BAD_REQUEST: The model has no output "z"; it has "y".',
    );
    expect(refusalOf(() => checkOutputs(null, []))).toBe('nothing was thrown');
  });
});
