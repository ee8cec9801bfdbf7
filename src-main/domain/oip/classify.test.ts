import { expect, it } from 'vitest';
import { encodeOutputs } from './encode-outputs.ts';
import { parseInferRequest } from './infer-request.ts';
import { bodyOf, refusalOf, tensorOf } from './testing.ts';

const answer = (count: unknown, ...tensor: Parameters<typeof tensorOf>): unknown => {
  const outputs = [{ name: 'output0', parameters: { classification: count } }];
  const inputs = [{ name: 'input0', shape: [2, 2], datatype: 'UINT32', data: [1, 2, 3, 4] }];
  const request = parseInferRequest(bodyOf(JSON.stringify({ id: '42', inputs, outputs })).body, null);
  const computed = [{ name: 'output0', value: tensorOf(...tensor) }];
  return JSON.parse(encodeOutputs(computed, request.outputs, request.binaryOutputs).json);
};

it('gives the example of the classification extension', () => {
  expect(answer(2, 'float32', [4], [1.1, 3.3, 0.5, 2.4])).toEqual([
    { name: 'output0', shape: [2], datatype: 'BYTES', data: ['3.3:1', '2.4:3'] },
  ]);
  expect(answer(2, 'int32', [4], [1, 5, 10, 4])).toMatchObject([{ data: ['10:2', '5:1'] }]);
});

it('takes each row for itself, and no more classes than there are', () => {
  expect(answer(9, 'int64', [2, 2], [1n, 2n ** 60n, 7n, 7n])).toMatchObject([
    { shape: [2, 2], data: ['1152921504606846976:1', '1:0', '7:0', '7:1'] },
  ]);
  expect(answer(3, 'float32', [0, 5], [])).toMatchObject([{ shape: [0, 0], data: [] }]);
  expect(answer(3, 'float64', [3], [Number.NaN, -Infinity, 0.1])).toMatchObject([
    { data: ['0.1:2', '-Infinity:1', 'NaN:0'] },
  ]);
});

it('refuses what cannot be ranked or counted', () => {
  expect(refusalOf(() => answer(1, 'string', [1], ['a']))).toBe(
    'BAD_REQUEST: Output "output0" holds texts; "classification" takes numbers.',
  );
  for (const count of [0, -1, 1.5, '2']) {
    expect(refusalOf(() => answer(count, 'int8', [1], [1]))).toContain(
      'BAD_REQUEST: Output "output0": "classification" must be a number of classes from 1 on, not ',
    );
  }
});
