import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../contract/failure.ts';
import { datatypeOf } from './datatypes.ts';
import { encodeOutputs } from './encode-outputs.ts';
import { type InferRequest, type NamedTensor, parseInferRequest } from './infer-request.ts';
import { anyInputs, bodyOf, refusalOf } from './testing.ts';

const parseText = (json: string): InferRequest => parseInferRequest(bodyOf(json).body, null);
const parse = (value: unknown): InferRequest => parseText(JSON.stringify(value));

describe('round trips', () => {
  const bits = (inputs: readonly NamedTensor[]) =>
    inputs.map(({ name, value }) => [name, value.type, value.dims, [...value.data]]);

  /** JSON has no infinity for float64: it is null, which is NaN. */
  const asJsonHoldsIt = ({ name, value }: NamedTensor): NamedTensor =>
    value.type === 'float64'
      ? {
          name,
          value: { ...value, data: value.data.map((one) => (Number.isFinite(one) ? one : Number.NaN)) },
        }
      : { name, value };

  it('gives back what encodeOutputs wrote, for every type, as JSON and as bytes', () => {
    fc.assert(
      fc.property(anyInputs(), fc.boolean(), (inputs, isBinary) => {
        const { json, binary } = encodeOutputs(inputs, null, isBinary);
        const { body, header } = bodyOf(`{"inputs":${json}}`, binary);
        const request = parseInferRequest(body, isBinary ? header : null);
        expect(bits(request.inputs)).toEqual(bits(isBinary ? inputs : inputs.map(asJsonHoldsIt)));
      }),
      { numRuns: 500 },
    );
  });

  it('gives back what is nested as its shape says', () => {
    fc.assert(
      fc.property(anyInputs(['int32', 'bool', 'string']), (inputs) => {
        const nested = inputs.map(({ name, value }) => {
          return {
            name,
            shape: value.dims,
            datatype: datatypeOf(value.type),
            data: nest([...value.data], value.dims),
          };
        });
        const request = parse({ inputs: nested });
        expect(bits(request.inputs)).toEqual(bits(inputs));
      }),
    );
  });

  it('owns its tensors: the body may be used again', () => {
    const { body, header } = bodyOf(
      '{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}',
      [new Uint8Array(new Float32Array([2.5]).buffer)],
    );
    const request = parseInferRequest(body, header);
    body.fill(0);
    expect(request.inputs[0]?.value.data).toEqual(new Float32Array([2.5]));
  });
});

describe('anything at all', () => {
  const refused = (json: string): string => refusalOf(() => parseText(json));

  const onlyFailures = (body: Uint8Array, header: number | null): void => {
    try {
      parseInferRequest(body, header);
    } catch (error) {
      expect(error).toBeInstanceOf(FailureError);
      expect((error as FailureError).failure.code).toBe('BAD_REQUEST');
    }
  };

  it('is a request or refused, never worse', () => {
    const odd = fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom(1e300, -1, 2 ** 60, '', 'FP32', [[]], {}),
    );
    const tensor = fc.record(
      {
        name: fc.oneof(fc.constantFrom('x', '__proto__'), odd),
        shape: fc.oneof(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }), odd),
        datatype: fc.oneof(fc.constantFrom('FP32', 'FP16', 'INT64', 'BOOL', 'BYTES'), odd),
        data: odd,
        parameters: fc.oneof(
          fc.record({ binary_data_size: fc.oneof(fc.integer({ min: 0, max: 9 }), odd) }),
          odd,
        ),
      },
      { requiredKeys: [] },
    );
    const request = fc.record(
      { id: odd, parameters: odd, inputs: fc.oneof(fc.array(tensor, { maxLength: 3 }), odd), outputs: odd },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(request, fc.uint8Array({ maxLength: 12 }), (value, bytes) => {
        const { body, header } = bodyOf(JSON.stringify(value), [bytes]);
        onlyFailures(body, header);
      }),
      { numRuns: 3000 },
    );
    fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), fc.option(fc.integer()), onlyFailures), {
      numRuns: 500,
    });
  });

  it('is no trouble when it is deep', () => {
    const deep = `${'['.repeat(100_000)}9007199254740993${']'.repeat(100_000)}`;
    const tensor = '{"name":"x","shape":[1],"datatype":"INT64","data":[9007199254740993]}';
    expect(refused(`{"inputs":[{"name":"x","shape":[1],"datatype":"INT64","data":${deep}}]}`)).toContain(
      'data[0]',
    );
    expect(parseText(`{"inputs":[${tensor}],"more":${deep}}`).inputs[0]?.value.data).toEqual(
      BigInt64Array.of(9007199254740993n),
    );
  });
});

function nest(flat: readonly unknown[], dims: readonly number[]): unknown {
  if (dims.length === 0) return flat[0];
  const [first = 0, ...rest] = dims;
  const each = rest.reduce((product, dim) => product * dim, 1);
  return Array.from({ length: first }, (_, index) =>
    nest(flat.slice(index * each, (index + 1) * each), rest),
  );
}
