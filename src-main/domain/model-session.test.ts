import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type ModelSession, runRows } from './model-session.ts';
import type { TensorValue } from './tensor.ts';

/** Doubles `x` [rows, 2] into `y`, and tells the texts `t` [rows] on; notes how many rows it was given. */
function doubling(seen: number[]): ModelSession {
  return {
    async run({ x, t }) {
      if (x?.type !== 'float32' || t?.type !== 'string') throw new Error('feeds');
      seen.push(x.dims[0] ?? 0);
      return { y: { ...x, data: x.data.map((value) => 2 * value) }, u: { ...t, data: [...t.data] } };
    },
  };
}

const feedsOf = (rows: number): Record<string, TensorValue> => ({
  x: { type: 'float32', data: Float32Array.from({ length: rows * 2 }, (_, i) => i), dims: [rows, 2] },
  t: { type: 'string', data: Array.from({ length: rows }, (_, i) => `row ${i}`), dims: [rows] },
});

it('pads to a fixed batch and cuts what came of the padding', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      fc.integer({ min: 1, max: 12 }),
      async (rows, rowsPerRun) => {
        const seen: number[] = [];
        const feeds = feedsOf(rows);
        const [y, u] = await runRows(doubling(seen), feeds, rows, rowsPerRun, ['y', 'u']);
        expect(seen).toEqual(Array.from({ length: Math.ceil(rows / rowsPerRun) }, () => rowsPerRun));
        expect(y).toEqual({
          type: 'float32',
          data: Float32Array.from({ length: rows * 2 }, (_, i) => 2 * i),
          dims: [rows, 2],
        });
        expect(u).toEqual(feeds.t);
      },
    ),
  );
});

it('fails by name for an output that has not a row for each row, or is not there', async () => {
  const total: ModelSession = {
    run: async () => ({ total: { type: 'float32', data: new Float32Array(1), dims: [1, 1] } }),
  };
  await expect(runRows(total, feedsOf(3), 3, null, ['total'])).rejects.toThrow(
    /output "total" has the shape \[1, 1\] for 3 rows/u,
  );
  await expect(runRows(total, feedsOf(1), 1, null, ['other'])).rejects.toThrow(/no output "other"/u);
});
