import { describe, expect, it } from 'vitest';
import { type InferRequest, parseInferRequest } from './infer-request.ts';
import { bodyOf, refusalOf } from './testing.ts';

const parseText = (json: string): InferRequest => parseInferRequest(bodyOf(json).body, null);
const parse = (value: unknown): InferRequest => parseText(JSON.stringify(value));
const refused = (value: unknown): string => refusalOf(() => parse(value));
const refusedText = (json: string): string => refusalOf(() => parseText(json));
const input = (changes: object) => ({
  inputs: [{ name: 'x', shape: [2], datatype: 'FP32', data: [1, 2], ...changes }],
});

describe('numbers', () => {
  const int64 = (data: string) => `{"inputs":[{"name":"x","shape":[1],"datatype":"INT64","data":[${data}]}]}`;
  const uint64 = (data: string) => int64(data).replace('INT64', 'UINT64');

  it('keeps every digit of 64-bit integers', () => {
    for (const digits of ['9007199254740993', '-9223372036854775808', '9223372036854775807']) {
      expect(parseText(int64(digits)).inputs[0]?.value.data).toEqual(BigInt64Array.of(BigInt(digits)));
    }
    expect(parseText(uint64('18446744073709551615')).inputs[0]?.value.data).toEqual(
      BigUint64Array.of(2n ** 64n - 1n),
    );
    expect(parseText(int64('1e18')).inputs[0]?.value.data).toEqual(BigInt64Array.of(10n ** 18n));
  });

  it.each([
    [int64('9223372036854775808'), 'data[0] is 9223372036854775808; INT64 takes whole numbers from -92'],
    [int64('9007199254740993.5'), 'data[0] is 9007199254740993.5; INT64 takes whole numbers'],
    [int64('1e999'), 'data[0] is Infinity; INT64 takes whole numbers'],
    [int64('1.5'), 'data[0] is 1.5; INT64 takes whole numbers'],
    [int64('null'), 'data[0] is null; INT64 takes numbers.'],
    [uint64('-1'), 'data[0] is -1; UINT64 takes whole numbers from 0 to 18446744073709551615'],
    [int64('"1"'), 'data[0] is the text "1"; INT64 takes numbers.'],
  ])('%s', (json, message) => {
    expect(refusedText(json)).toContain(`BAD_REQUEST: Input "x": ${message}`);
  });

  it('takes null for NaN and 1e999 for infinity in floats', () => {
    const { inputs } = parseText(
      '{"inputs":[{"name":"x","shape":[3],"datatype":"FP32","data":[null,1e999,-1e999]}]}',
    );
    expect(inputs[0]?.value.data).toEqual(Float32Array.of(Number.NaN, Infinity, -Infinity));
  });

  it.each([
    ['FP32', 1e40, 'is 1e+40; FP32 cannot hold a number so large'],
    ['FP16', 70_000, 'is 70000; FP16 cannot hold a number so large'],
    ['FP32', 'abc', 'is the text "abc"; FP32 takes numbers, null for NaN'],
    ['FP32', true, 'is true; FP32 takes numbers'],
    ['UINT8', 256, 'is 256; UINT8 takes whole numbers from 0 to 255'],
    ['INT8', 0.5, 'is 0.5; INT8 takes whole numbers from -128 to 127'],
    ['BOOL', 2, 'is 2; BOOL takes true or false'],
    ['BYTES', 1, 'is 1; BYTES takes texts'],
    ['BYTES', 'half \ud800', 'has half a surrogate pair'],
  ])('%s refuses %s', (datatype, value, message) => {
    const row = [datatype === 'BYTES' ? '' : 1, value];
    expect(refused(input({ shape: [1, 2], datatype, data: row }))).toContain(`Input "x": data[1] ${message}`);
    expect(refused(input({ shape: [1, 2], datatype, data: [row] }))).toContain(
      `Input "x": data[0][1] ${message}`,
    );
  });

  it('takes 0 and 1 for BOOL', () => {
    expect(parse(input({ datatype: 'BOOL', data: [0, true] })).inputs[0]?.value.data).toEqual(
      Uint8Array.of(0, 1),
    );
  });
});
