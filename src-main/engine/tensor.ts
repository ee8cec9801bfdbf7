export interface TensorDataByType {
  float32: Float32Array;
  float64: Float64Array;
  int8: Int8Array;
  uint8: Uint8Array;
  int16: Int16Array;
  uint16: Uint16Array;
  int32: Int32Array;
  uint32: Uint32Array;
  int64: BigInt64Array;
  uint64: BigUint64Array;
  /** One byte an element, 0 or 1. */
  bool: Uint8Array;
  string: string[];
}
export type TensorType = keyof TensorDataByType;

/**
 * A tensor as it travels: `data` holds the elements in row-major order, `dims` the shape. After a trip between
 * processes `data` may be a view into a larger buffer.
 */
export type TensorValue = {
  [T in TensorType]: { type: T; data: TensorDataByType[T]; dims: readonly number[] };
}[TensorType];

/** An input or output of a model. A dimension without a fixed length is its symbolic name ('' when it has none). */
export interface TensorPort {
  name: string;
  type: TensorType;
  dims: readonly (number | string)[];
}
