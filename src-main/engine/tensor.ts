import type { TensorType } from '../domain/tensor.ts';

export type { TensorType, TensorValue } from '../domain/tensor.ts';

/** An input or output of a model. A dimension without a fixed length is its symbolic name ('' when it has none). */
export interface TensorPort {
  name: string;
  type: TensorType;
  dims: readonly (number | string)[];
}
