import { describe, expect, it } from 'vitest';
import { type InferRequest, parseInferRequest } from './infer-request.ts';
import { bodyOf, refusalOf, tensorOf } from './testing.ts';

function parse(value: unknown): InferRequest {
  return parseInferRequest(bodyOf(JSON.stringify(value)).body, null);
}
function parseText(json: string): InferRequest {
  return parseInferRequest(bodyOf(json).body, null);
}
const refused = (value: unknown): string => refusalOf(() => parse(value));
const refusedText = (json: string): string => refusalOf(() => parseText(json));
const input = (changes: object) => ({
  inputs: [{ name: 'x', shape: [2], datatype: 'FP32', data: [1, 2], ...changes }],
});

describe('the examples of the protocol', () => {
  it('reads the tensors, the id and the outputs of an inference request', () => {
    const request = parseText(`{
      "id" : "42",
      "inputs" : [
        { "name" : "input0", "shape" : [ 2, 2 ], "datatype" : "UINT32", "data" : [ 1, 2, 3, 4 ] },
        { "name" : "input1", "shape" : [ 1 ], "datatype" : "BOOL", "data" : [ true ] }
      ],
      "outputs" : [ { "name" : "output0" } ]
    }`);
    expect(request).toEqual({
      id: '42',
      parameters: {},
      inputs: [
        { name: 'input0', value: tensorOf('uint32', [2, 2], [1, 2, 3, 4]) },
        { name: 'input1', value: tensorOf('bool', [1], [1]) },
      ],
      outputs: [{ name: 'output0', binary: false }],
      binaryOutputs: false,
    });
  });

  it('refuses the one that says three elements and gives one', () => {
    expect(refused({ inputs: [{ name: 'input1', shape: [3], datatype: 'BOOL', data: [true] }] })).toBe(
      'BAD_REQUEST: Input "input1": shape [3] has 3 elements, but "data" has 1.',
    );
  });

  it('takes tensor data flat or nested, the same', () => {
    const matrix = { name: 'x', shape: [2, 2], datatype: 'FP32' };
    const flat = parse({ inputs: [{ ...matrix, data: [1, 2, 4, 5] }] });
    expect(
      parse({
        inputs: [
          {
            ...matrix,
            data: [
              [1, 2],
              [4, 5],
            ],
          },
        ],
      }),
    ).toEqual(flat);
  });

  it('reads binary tensors behind the JSON, in order', () => {
    const json = `{
      "model_name" : "mymodel",
      "inputs" : [
        { "name" : "input0", "shape" : [ 2, 2 ], "datatype" : "UINT32", "parameters" : { "binary_data_size" : 16 } },
        { "name" : "input1", "shape" : [ 3 ], "datatype" : "BOOL", "parameters" : { "binary_data_size" : 3 } }
      ],
      "outputs" : [ { "name" : "output0", "parameters" : { "binary_data" : true } } ]
    }`;
    const { body, header } = bodyOf(json, [
      Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 0, 1, 0, 0),
      Uint8Array.of(1, 0, 1),
    ]);
    const request = parseInferRequest(body, header);
    expect(request.inputs).toEqual([
      { name: 'input0', value: tensorOf('uint32', [2, 2], [1, 2, 3, 256]) },
      { name: 'input1', value: tensorOf('bool', [3], [1, 0, 1]) },
    ]);
    expect(request.outputs).toEqual([{ name: 'output0', binary: true }]);
  });

  it('reads parameters of the request', () => {
    const request = parse({ parameters: { my_custom_parameter: 42 }, ...input({}) });
    expect(request.parameters).toEqual({ my_custom_parameter: 42 });
  });

  it('lets an output say for itself whether it is binary', () => {
    const outputs = [{ name: 'a' }, { name: 'b', parameters: { binary_data: false } }];
    const request = parse({ parameters: { binary_data_output: true }, outputs, ...input({}) });
    expect(request.binaryOutputs).toBe(true);
    expect(request.outputs).toEqual([
      { name: 'a', binary: true },
      { name: 'b', binary: false },
    ]);
    expect(parse({ outputs: [], ...input({}) }).outputs).toBeNull();
  });
});

describe('what is no request', () => {
  it.each([
    ['[]', 'The body must be a JSON object, not a list.'],
    ['null', 'The body must be a JSON object, not null.'],
    ['{', 'The body is no JSON: '],
    [
      '{}',
      '"inputs" must be a list of tensors like [{"name": "…", "shape": [1, 2], "datatype": "FP32", "data": [1, 2]}], not nothing.',
    ],
    ['{"inputs":[]}', '"inputs" is empty'],
    ['{"inputs":[7]}', 'inputs[0] must be an object, not 7.'],
    ['{"inputs":[{}]}', 'inputs[0]: "name" must be the name of an input, not nothing.'],
    ['{"id":7,"inputs":[]}', '"id" must be a text, not 7.'],
    ['{"parameters":[],"inputs":[]}', '"parameters" must be an object, not a list.'],
    [
      '{"parameters":{"a":{}},"inputs":[]}',
      'Parameter "a" must be a text, a number, true or false, not an object.',
    ],
    [
      '{"parameters":{"binary_data_output":1},"inputs":[]}',
      '"binary_data_output" must be true or false, not 1.',
    ],
    ['{"outputs":{},"inputs":[]}', '"outputs" must be a list like [{"name": "…"}], not an object.'],
    ['{"outputs":[{}],"inputs":[]}', 'outputs[0]: "name" must be the name of an output, not nothing.'],
    ['{"outputs":[{"name":"a"},{"name":"a"}],"inputs":[]}', 'Output "a" is asked for twice.'],
    [
      '{"outputs":[{"name":"a","parameters":{"shared_memory_region":"r"}}],"inputs":[]}',
      'Output "a": shared memory is not supported',
    ],
  ])('%s', (json, message) => {
    expect(refusedText(json)).toContain(`BAD_REQUEST: ${message}`);
  });

  it.each([
    [{ datatype: 'BF16' }, 'BF16 cannot be taken here; send it as FP32 or FP16.'],
    [{ datatype: 'fp32' }, '"fp32" is no datatype; there are BOOL, UINT8'],
    [{ datatype: '__proto__' }, '"__proto__" is no datatype'],
    [{ datatype: undefined }, '"datatype" must be one of BOOL'],
    [{ shape: undefined }, '"shape" must be a list of whole numbers, not nothing.'],
    [{ shape: [-1] }, 'shape[0] must be a whole number from 0 on, not -1.'],
    [{ shape: [1.5] }, 'shape[0] must be a whole number from 0 on, not 1.5.'],
    [{ shape: ['2'] }, 'shape[0] must be a whole number from 0 on, not the text "2".'],
    [{ shape: [1e300] }, 'shape[0] must be a whole number'],
    [{ shape: [9e15, 9e15] }, 'its shape has too many elements.'],
    [{ shape: Array(33).fill(1) }, 'its shape has 33 dimensions; 32 is the most.'],
    [{ shape: [3] }, 'shape [3] has 3 elements, but "data" has 2.'],
    [{ shape: [1e9] }, 'shape [1000000000] has 1000000000 elements, but "data" has 2.'],
    [{ data: undefined }, '"data" must be a list, not nothing.'],
    [{ data: { 0: 1, 1: 2, length: 2 } }, '"data" must be a list, not an object.'],
    [{ data: [[1, 2]] }, 'the list at data has 1 elements, not 2 as shape [2] says.'],
    [{ data: [[1], [2]] }, 'data[0] is a list, but shape [2] wants a value there.'],
    [{ shape: [1, 2], data: [[1, [2]]] }, 'data[0][1] is a list, but shape [1,2] wants a value there.'],
    [{ shape: [2, 2], data: [[1, 2], 3] }, 'data[1] is 3, but shape [2,2] wants a list of 2 there.'],
    [
      { shape: [2, 2], data: [[1, 2], [3]] },
      'the list at data[1] has 1 elements, not 2 as shape [2,2] says.',
    ],
    [{ shape: [], data: [[1]] }, 'shape [] has one element, but "data" is nested.'],
    [{ parameters: { shared_memory_region: 'r' } }, 'shared memory is not supported'],
    [{ parameters: 7 }, '"parameters" must be an object, not 7.'],
    [{ parameters: { binary_data_size: 8 } }, 'it has both "data" and "binary_data_size"; give one of them.'],
    [
      { data: undefined, parameters: { binary_data_size: -1 } },
      '"binary_data_size" must be a number of bytes, not -1.',
    ],
    [
      { data: undefined, parameters: { binary_data_size: 8 } },
      '"binary_data_size" is 8 bytes, but 0 are left behind the JSON.',
    ],
  ])('%j', (changes, message) => {
    expect(refused(input(changes))).toContain(`BAD_REQUEST: Input "x": ${message}`);
  });

  it('names an input that is given twice', () => {
    const twice = { inputs: [...input({}).inputs, ...input({}).inputs] };
    expect(refused(twice)).toBe('BAD_REQUEST: Input "x" is given twice.');
  });

  it('takes a name that every object has for a name like others', () => {
    const { inputs } = parse({ inputs: [{ ...input({}).inputs[0], name: '__proto__' }] });
    expect(inputs[0]?.name).toBe('__proto__');
    const request = parseText(
      '{"__proto__":{"id":"7"},"parameters":{"__proto__":1},"inputs":[{"name":"x","shape":[],"datatype":"FP32","data":1}]}',
    );
    expect(request.id).toBeNull();
    expect(Object.entries(request.parameters)).toEqual([['__proto__', 1]]);
  });
});

describe('binary data that does not fit', () => {
  const behind = (datatype: string, shape: number[], sizeBytes: number, bytes: number[]): string => {
    const tensor = { name: 'x', shape, datatype, parameters: { binary_data_size: sizeBytes } };
    const { body, header } = bodyOf(JSON.stringify({ inputs: [tensor] }), [Uint8Array.from(bytes)]);
    return refusalOf(() => parseInferRequest(body, header));
  };

  it('says what is too few, too many or not what it says to be', () => {
    expect(behind('FP32', [1], 4, [0, 0, 0])).toContain(
      '"binary_data_size" is 4 bytes, but 3 are left behind the JSON.',
    );
    expect(behind('FP32', [1], 4, [0, 0, 0, 0, 0])).toContain('1 bytes behind the JSON belong to no input');
    expect(behind('FP32', [2], 4, [0, 0, 0, 0])).toContain(
      'FP32 of shape [2] takes 8 bytes, but "binary_data_size" is 4.',
    );
    expect(behind('BOOL', [2], 2, [1, 2])).toContain('element [1] is the byte 2; BOOL takes 0 or 1.');
    expect(behind('BYTES', [2], 4, [0, 0, 0, 0])).toContain('shape [2] has 2 elements of 4 bytes and more');
    expect(behind('BYTES', [1], 5, [2, 0, 0, 0, 65])).toContain('the bytes end within element [0].');
    expect(behind('BYTES', [1], 6, [1, 0, 0, 0, 65, 66])).toContain('1 bytes are left over behind them.');
    expect(behind('BYTES', [1], 5, [1, 0, 0, 0, 0xff])).toContain('element [0] is not UTF-8 text');
    expect(behind('BYTES', [1], 4, [255, 255, 255, 255])).toContain('the bytes end within element [0].');
    expect(behind('FP32', [1e9, 1e6], 4, [0, 0, 0, 0])).toContain('takes 4000000000000000 bytes');
  });

  it('refuses a JSON length that the body does not have', () => {
    const { body } = bodyOf('{}');
    for (const length of [3, -1, 0.5]) {
      expect(refusalOf(() => parseInferRequest(body, length))).toContain(
        'Inference-Header-Content-Length is',
      );
    }
  });
});
