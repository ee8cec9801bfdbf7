import { expect, it } from 'vitest';
import { toFailure } from '../contract/failure.ts';
import type { GraphPorts } from './messages.ts';
import { rowsToRun } from './rows-to-run.ts';

const column = (rows: number) => ({
  name: 'x',
  value: { type: 'float32' as const, data: new Float32Array(rows), dims: [rows, 1] },
});
const graph = (first: string | number): GraphPorts => ({
  inputs: [{ name: 'x', type: 'float32', dims: [first, 1] }],
  outputs: [{ name: 'y', type: 'float32', dims: [first, 1] }],
});
const rowsOf = (inputs: ReturnType<typeof column>[], ports: GraphPorts, rowsPerRun?: 1) =>
  rowsToRun({ inputs, outputs: null }, ports, rowsPerRun ? { rowsPerRun } : {}, new Map());
const refusal = (act: () => unknown) => {
  try {
    return act();
  } catch (thrown) {
    return toFailure(thrown);
  }
};

it('counts rows along the first dimension, and one where there are no batches', () => {
  expect(rowsOf([column(3)], graph('N'))).toBe(3);
  expect(rowsOf([column(3)], graph(3))).toBe(1);
  expect(rowsOf([column(3)], graph('N'), 1)).toBe(1);
});

it('refuses none, and what the graph does not take', () => {
  const refused = (message: string) => ({ code: 'BAD_REQUEST', message: expect.stringContaining(message) });
  expect(refusal(() => rowsOf([column(0)], graph('N')))).toMatchObject(refused('no rows'));
  expect(refusal(() => rowsOf([column(2)], graph(3)))).toMatchObject(refused('shape [3,1]'));
  expect(refusal(() => rowsOf([], graph('N')))).toMatchObject(refused('lacks "x"'));
});
