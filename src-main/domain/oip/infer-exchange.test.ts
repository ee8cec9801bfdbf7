import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toFailure } from '../../contract/failure.ts';
import type { TensorValue } from '../tensor.ts';
import { parseModelMetadata, parseServerMetadata } from './describe-model.ts';
import { encodeOutputs } from './encode-outputs.ts';
import { encodeInferBody, type InferBody, parseInferAnswer } from './infer-exchange.ts';
import { parseInferRequest } from './infer-request.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);
const joined = ({ parts }: InferBody) => Buffer.concat(parts);
const float32 = (data: number[]): TensorValue => ({
  type: 'float32',
  data: Float32Array.from(data),
  dims: [data.length],
});
const anyTensor: fc.Arbitrary<TensorValue> = fc.oneof(
  fc.array(fc.float(), { maxLength: 20 }).map(float32),
  fc
    .array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 20 })
    .map((data): TensorValue => ({ type: 'int64', data: BigInt64Array.from(data), dims: [data.length] })),
  fc
    .array(fc.string({ unit: 'grapheme' }), { maxLength: 10 })
    .map((data): TensorValue => ({ type: 'string', data, dims: [data.length] })),
);
const anyFeeds = fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/u), anyTensor, { minKeys: 1, maxKeys: 4 });

describe('a request', () => {
  test('is read by a server as it was meant, in both forms', () => {
    fc.assert(
      fc.property(anyFeeds, fc.boolean(), (feeds, binary) => {
        const body = encodeInferBody(feeds, ['score'], binary);
        const read = parseInferRequest(joined(body), body.headerLength);
        expect(Object.fromEntries(read.inputs.map(({ name, value }) => [name, value]))).toEqual({ ...feeds });
        expect(read.outputs).toEqual([{ name: 'score', binary }]);
        expect(joined(body)).toHaveLength(body.sizeBytes);
      }),
    );
  });
});

describe('an answer', () => {
  test('is read as it was written, in both forms and any order', () => {
    fc.assert(
      fc.property(anyFeeds, fc.boolean(), (values, binary) => {
        const outputs = Object.entries(values).map(([name, value]) => ({ name, value }));
        const { json, binary: tails } = encodeOutputs(outputs, null, binary);
        const head = utf8(`{"model_name":"m","outputs":${json}}`);
        const read = parseInferAnswer(
          Buffer.concat([head, ...tails]),
          binary ? head.length : null,
          Object.keys(values).reverse(),
        );
        expect(read).toEqual({ ...values });
      }),
    );
  });

  test('of any other form is refused in words, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc
            .record({
              name: fc.constantFrom('y', 1, ''),
              datatype: fc.constantFrom('FP32', 'BYTES', 7),
              shape: fc.json(),
              data: fc.json(),
            })
            .map((output) => JSON.stringify({ outputs: [output] })),
          fc.string(),
        ),
        fc.option(fc.nat(50)),
        (text, headerLength) => {
          try {
            parseInferAnswer(utf8(text), headerLength, ['y']);
          } catch (error) {
            expect(toFailure(error).code).toBe('REMOTE_FAILED');
          }
        },
      ),
    );
  });
});

describe('descriptions', () => {
  test('are taken as servers write them', () => {
    const metadata = {
      name: 'm',
      versions: ['1', 2],
      platform: 'onnxruntime_onnx',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
      outputs: [{ name: 'y', datatype: 'BYTES', shape: [-1] }],
    };
    expect(parseModelMetadata(utf8(JSON.stringify(metadata)))).toEqual({
      platform: 'onnxruntime_onnx',
      versions: ['1', '2'],
      inputs: [{ name: 'x', type: 'float32', dims: ['', 3] }],
      outputs: [{ name: 'y', type: 'string', dims: [''] }],
    });
    expect(parseServerMetadata(utf8('{"name":"triton","version":"2.5","extensions":["a",{}]}'))).toEqual({
      name: 'triton',
      version: '2.5',
      extensions: ['a'],
    });
  });

  test.each([
    ['<html>', 'REMOTE_FAILED', /no JSON in place of its description of the model/u],
    ['[]', 'REMOTE_FAILED', /a list in place of/u],
    ['{"inputs":7}', 'REMOTE_FAILED', /7 in place of the inputs/u],
    [
      '{"inputs":[{"datatype":"FP32"}]}',
      'REMOTE_FAILED',
      /gave inputs\[0\] of the model no name of its own/u,
    ],
    [
      '{"inputs":[{"name":"x","datatype":"BF16","shape":[1]}]}',
      'NOT_SUPPORTED',
      /has "x" as the text "BF16"/u,
    ],
    [
      '{"inputs":[{"name":"x","datatype":"FP32","shape":[1.5]}]}',
      'REMOTE_FAILED',
      /1\.5 in the shape of "x"/u,
    ],
  ] as const)('%s is refused in words', (text, code, message) => {
    let failure = null;
    try {
      parseModelMetadata(utf8(text));
    } catch (error) {
      failure = toFailure(error);
    }
    expect(failure).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
