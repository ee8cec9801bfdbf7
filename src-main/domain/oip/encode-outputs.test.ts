import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeOutputs } from './encode-outputs.ts';
import { refusalOf, tensorOf } from './testing.ts';

const named = (name: string, ...tensor: Parameters<typeof tensorOf>) => ({
  name,
  value: tensorOf(...tensor),
});
const text = (...tensor: Parameters<typeof tensorOf>): string => {
  const { json } = encodeOutputs([named('y', ...tensor)], null, false);
  return json.slice(json.indexOf('"data":') + '"data":'.length, -2);
};

describe('encodeOutputs', () => {
  it('writes the answer of the protocol’s example', () => {
    const output = named('output0', 'float32', [3, 2], [1, 1.1, 2, 2.1, 3, 3.1]);
    const { json, binary } = encodeOutputs([output], [{ name: 'output0', binary: false }], false);
    expect(binary).toEqual([]);
    expect(JSON.parse(json)).toEqual([
      { name: 'output0', shape: [3, 2], datatype: 'FP32', data: [1, 1.1, 2, 2.1, 3, 3.1] },
    ]);
  });

  it('writes the answer of the example for binary tensors', () => {
    const numbers = [1, 1.1, 2, 2.1, 3, 3.1];
    const output = named('output0', 'float32', [3, 2], numbers);
    const { json, binary } = encodeOutputs([output], [{ name: 'output0', binary: true }], false);
    expect(JSON.parse(json)).toEqual([
      { name: 'output0', shape: [3, 2], datatype: 'FP32', parameters: { binary_data_size: 24 } },
    ]);
    expect(binary).toEqual([new Uint8Array(new Float32Array(numbers).buffer)]);
  });

  it('writes every type as the protocol has it', () => {
    expect(text('float32', [4], [0.1, 16_777_216, -0, 1e-10])).toBe('[0.1,16777216,-0,1e-10]');
    expect(text('float32', [3], [Number.NaN, Infinity, -Infinity])).toBe('[null,1e39,-1e39]');
    expect(text('float16', [2], [0.5, Number.NaN])).toBe('[0.5,null]');
    expect(text('float64', [4], [0.1, Number.NaN, -Infinity, -0])).toBe('[0.1,null,null,-0]');
    expect(text('int64', [2], [2n ** 53n + 1n, -1n])).toBe('[9007199254740993,-1]');
    expect(text('bool', [2], [1, 0])).toBe('[true,false]');
    expect(text('string', [2], ['a"b', 'ä'])).toBe('["a\\"b","ä"]');
    expect(text('uint8', [0], [])).toBe('[]');
  });

  it('writes many numbers without a seam', () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => index + 0.5);
    expect(JSON.parse(text('float32', [100, 100], numbers))).toEqual(numbers);
  });

  it('gives any float32 back as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })), (numbers) => {
        const read = JSON.parse(text('float32', [numbers.length], numbers)) as number[];
        expect(read.map(Math.fround)).toEqual(numbers);
      }),
    );
  });

  it('gives what is wanted, in the order in which it is wanted', () => {
    const outputs = [
      named('a', 'int8', [1], [1]),
      named('b', 'int8', [1], [2]),
      named('c', 'string', [1], ['x']),
    ];
    const wanted = [
      { name: 'c', binary: true },
      { name: 'a', binary: false },
    ];
    const { json, binary } = encodeOutputs(outputs, wanted, false);
    expect(JSON.parse(json)).toEqual([
      { name: 'c', shape: [1], datatype: 'BYTES', parameters: { binary_data_size: 5 } },
      { name: 'a', shape: [1], datatype: 'INT8', data: [1] },
    ]);
    expect(binary).toEqual([Uint8Array.of(1, 0, 0, 0, 0x78)]);
    expect(encodeOutputs(outputs, null, true).binary).toHaveLength(3);
    expect(refusalOf(() => encodeOutputs(outputs, [{ name: 'd', binary: false }], false))).toBe(
      'BAD_REQUEST: The model has no output "d"; it has "a", "b", "c".',
    );
  });
});
