import { expect, it } from 'vitest';
import { toFailure } from '../contract/failure.ts';
import { rowsToRun } from './batchable.ts';

const column = (rows: number) => ({
  name: 'x',
  value: { type: 'float32' as const, data: new Float32Array(rows), dims: [rows, 1] },
});

it('counts rows along the first dimension, one where there are no batches, and refuses none', () => {
  expect([rowsToRun([column(3)], true), rowsToRun([column(3)], false)]).toEqual([3, 1]);
  try {
    rowsToRun([column(0)], true);
    expect.unreachable();
  } catch (thrown) {
    expect(toFailure(thrown)).toMatchObject({
      code: 'BAD_REQUEST',
      message: expect.stringContaining('no rows'),
    });
  }
});
