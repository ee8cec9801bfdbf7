import fc from 'fast-check';
import { expect, it } from 'vitest';
import { failed } from '../../contract/failure.ts';
import type { TensorValue } from '../../domain/tensor.ts';
import { inferBatch, type RunGraph } from './infer.ts';

const column = (values: number[]): TensorValue => ({
  type: 'float32',
  data: Float32Array.from(values),
  dims: [values.length, 1],
});
const batch = (rows: number[], values: number[]) => ({
  sessionKey: 'key',
  batchable: true,
  feeds: { x: column(values) },
  outputs: null,
  rows,
  wanted: [{ outputs: null, binaryOutputs: false }],
});
/** Doubles; refuses negative numbers, as a graph does that looks something up. */
const doubling: RunGraph = async ({ x }) => {
  const values = x?.type === 'float32' ? [...x.data] : [];
  if (values.some((value) => value < 0)) throw failed('BAD_REQUEST', 'a negative number');
  return { y: column(values.map((value) => 2 * value)) };
};
const y = (values: number[]) =>
  `[{"name":"y","datatype":"FP32","shape":[${values.length},1],"data":[${values.join(',')}]}]`;
const clock = () => 0;

it('gives every request its own rows of the outputs, and fails those alone that the graph refuses', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: -1, max: 20 }), { minLength: 1, maxLength: 4 }), {
        minLength: 1,
        maxLength: 9,
      }),
      async (requests) => {
        const { answers } = await inferBatch(
          doubling,
          batch(
            requests.map(({ length }) => length),
            requests.flat(),
          ),
          clock,
        );
        expect(answers).toHaveLength(requests.length);
        for (const [index, values] of requests.entries()) {
          const answer = answers[index];
          if (values.some((value) => value < 0)) expect(answer).toMatchObject({ code: 'BAD_REQUEST' });
          else expect(answer).toBe(y(values.map((value) => 2 * value)));
        }
      },
    ),
  );
});

it('fails by name where an output has not one row a row, alone as in company', async () => {
  const summing: RunGraph = async () => ({ total: column([1]) });
  for (const rows of [[2], [1, 1]]) {
    const { answers } = await inferBatch(summing, batch(rows, [1, 2]), clock);
    for (const answer of answers) {
      expect(answer).toMatchObject({ code: 'MODEL_INVALID', details: { field: 'total' } });
    }
  }
});

it('runs a request as it is where the graph takes no batches, and encodes each as it asked', async () => {
  const summing: RunGraph = async () => ({ total: { type: 'int64', data: BigInt64Array.of(7n), dims: [1] } });
  const { answers } = await inferBatch(
    summing,
    {
      ...batch([3], [1, 2, 3]),
      batchable: false,
      rows: [1],
      wanted: [{ outputs: null, binaryOutputs: true }],
    },
    clock,
  );
  expect(answers).toMatchObject([{ binary: [Uint8Array.of(7, 0, 0, 0, 0, 0, 0, 0)] }]);
});

it("throws what is nobody's request to blame", async () => {
  const broken: RunGraph = async () => {
    throw new TypeError('defect');
  };
  await expect(inferBatch(broken, batch([1], [1]), clock)).rejects.toThrow('defect');
});
