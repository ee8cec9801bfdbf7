import { createTensorData, elementsOf, type TensorType, type TensorValue } from '../../domain/tensor.ts';
import type { WarmUpTensor } from '../session-calls.ts';

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

function zeros(type: TensorType, dims: readonly number[]): TensorValue {
  return { type, data: createTensorData(type, elementsOf(dims)), dims } as TensorValue;
}
