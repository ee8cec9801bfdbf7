import fc from 'fast-check';
import { createTensorData, elementsOf, type TensorType, type TensorValue } from '../tensor.ts';
import { datatypes, typeOfDatatype } from './datatypes.ts';
import type { NamedTensor } from './infer-request.ts';

/** What a property needs to make tensors: every type, small shapes with empty ones among them, any values. */

export const everyType = datatypes.map((datatype) => typeOfDatatype(datatype) as TensorType);

const elementOf: { [T in TensorType]: fc.Arbitrary<number | bigint | string> } = {
  float32: fc.oneof(
    fc.float(),
    fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, Math.fround(1e-45), Math.fround(3.4e38)),
  ),
  float16: fc.oneof(fc.float(), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 6e-8, 65_504)),
  float64: fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 5e-324)),
  int8: fc.integer({ min: -128, max: 127 }),
  uint8: fc.integer({ min: 0, max: 255 }),
  int16: fc.integer({ min: -32_768, max: 32_767 }),
  uint16: fc.integer({ min: 0, max: 65_535 }),
  int32: fc.integer(),
  uint32: fc.integer({ min: 0, max: 4_294_967_295 }),
  int64: fc.oneof(
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.constantFrom(2n ** 53n + 1n, -1n),
  ),
  uint64: fc.oneof(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.constantFrom(2n ** 64n - 1n)),
  bool: fc.integer({ min: 0, max: 1 }),
  string: fc.string({ unit: 'binary', maxLength: 6 }).filter((text) => text.isWellFormed()),
};

export function anyTensor(types: readonly TensorType[] = everyType): fc.Arbitrary<TensorValue> {
  return fc
    .tuple(fc.constantFrom(...types), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }))
    .chain(([type, dims]) => {
      const elements = elementsOf(dims);
      const list = fc.array(elementOf[type], { minLength: elements, maxLength: elements });
      return list.map((values) => tensorOf(type, dims, values));
    });
}

export function tensorOf(
  type: TensorType,
  dims: readonly number[],
  values: readonly (number | bigint | string)[],
): TensorValue {
  const data = createTensorData(type, values.length);
  values.forEach((value, index) => {
    (data as (number | bigint | string)[])[index] = value;
  });
  return { type, dims, data } as TensorValue;
}

export function anyInputs(types?: readonly TensorType[]): fc.Arbitrary<NamedTensor[]> {
  const name = fc.oneof(
    fc.string({ minLength: 1, maxLength: 5 }),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'input0', 'ä"\\'),
  );
  return fc.uniqueArray(fc.record({ name, value: anyTensor(types) }), {
    selector: (input) => input.name,
    minLength: 1,
    maxLength: 4,
  });
}

/** The body of a request, written as a client would: plain text, then bytes. */
export function bodyOf(
  json: string,
  binary: readonly Uint8Array[] = [],
): { body: Uint8Array; header: number } {
  const head = new TextEncoder().encode(json);
  // One byte off, so that nothing behind it is aligned.
  const whole = new Uint8Array(binary.reduce((size, part) => size + part.length, head.length) + 1);
  const body = whole.subarray(1);
  body.set(head);
  let at = head.length;
  for (const part of binary) {
    body.set(part, at);
    at += part.length;
  }
  return { body, header: head.length };
}

/** The message of the failure that this throws, its code in front. */
export function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    const { failure } = error as { failure: { code: string; message: string } };
    return `${failure.code}: ${failure.message}`;
  }
  return 'nothing was thrown';
}
