import type { WarmUpTensor } from '../session-calls.ts';
import type { TensorValue } from '../tensor.ts';

/**
 * Runs a session once on zeros. It is for speed alone: a model that does not take zeros is as good as loaded without.
 */
export async function warmUp(
  session: { run(feeds: Record<string, TensorValue>): Promise<unknown> },
  tensors: readonly WarmUpTensor[],
): Promise<void> {
  if (tensors.length === 0) return;
  try {
    await session.run(Object.fromEntries(tensors.map(({ name, type, dims }) => [name, zeros(type, dims)])));
  } catch {
    // Told by the first real run, with real rows.
  }
}

function zeros(type: string, dims: readonly number[]): TensorValue {
  const length = dims.reduce((product, dim) => product * dim, 1);
  return { type, data: zeroData(type, length), dims } as TensorValue;
}

function zeroData(type: string, length: number): TensorValue['data'] {
  switch (type) {
    case 'string':
      return new Array<string>(length).fill('');
    case 'int64':
      return new BigInt64Array(length);
    case 'uint64':
      return new BigUint64Array(length);
    case 'float64':
      return new Float64Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint32':
      return new Uint32Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'uint16':
    case 'float16':
      return new Uint16Array(length);
    case 'int8':
      return new Int8Array(length);
    case 'uint8':
    case 'bool':
      return new Uint8Array(length);
    default:
      return new Float32Array(length);
  }
}
