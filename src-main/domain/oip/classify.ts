import { floatText } from '../float-text.ts';
import type { TensorValue } from '../tensor.ts';
import type { NamedTensor } from './infer-request.ts';
import { quoted, refusal } from './words.ts';

/**
 * The `count` highest values of each row as texts `value:index`, best first: BYTES [rows, count], or [count] of a
 * tensor of one dimension; fewer where there are not so many.
 * https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_classification.md
 * @throws FailureError BAD_REQUEST for a tensor of texts
 */
export function classify({ name, value }: NamedTensor, count: number): TensorValue {
  if (value.type === 'string') {
    throw refusal(`Output ${quoted(name)} holds texts; "classification" takes numbers.`, { field: name });
  }
  const { data } = value;
  const rows = value.dims.length > 1 ? (value.dims[0] as number) : 1;
  const width = rows === 0 ? 0 : data.length / rows;
  const shown = Math.min(count, width);
  const isFloat32 = value.type === 'float32' || value.type === 'float16';
  const texts: string[] = [];
  for (let row = 0; row < rows; row++) {
    const first = row * width;
    for (const index of highest(data.subarray(first, first + width), shown)) {
      const one = data[first + index] as number | bigint;
      texts.push(`${typeof one === 'number' ? numberText(one, isFloat32) : one}:${index}`);
    }
  }
  return { type: 'string', dims: value.dims.length > 1 ? [rows, shown] : [shown], data: texts };
}

function numberText(value: number, isFloat32: boolean): string {
  return isFloat32 && Number.isFinite(value) ? floatText(value) : String(value);
}

/** Indexes of the highest values; of equal ones the first goes first, and what is no number goes last. */
function highest(values: ArrayLike<number | bigint>, count: number): number[] {
  const indexes = Array.from(values, (_value, index) => index);
  indexes.sort((a, b) => {
    const left = values[a] as number | bigint;
    const right = values[b] as number | bigint;
    if (left > right) return -1;
    if (left < right) return 1;
    return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || a - b;
  });
  return indexes.slice(0, count);
}
