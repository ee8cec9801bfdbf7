/** The typed arrays of a tensor's elements, by element type. */
export interface TensorDataByType {
  float32: Float32Array;
  float16: Float16Array;
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
export type TensorData = TensorDataByType[TensorType];

/**
 * A tensor as it travels: `data` holds the elements in row-major order, `dims` the shape. After a trip between
 * processes `data` may be a view into a larger buffer.
 */
export type TensorValue = {
  [T in TensorType]: { type: T; data: TensorDataByType[T]; dims: readonly number[] };
}[TensorType];

const arrays: { [T in TensorType]: (length: number) => TensorDataByType[T] } = {
  float32: (length) => new Float32Array(length),
  float16: (length) => new Float16Array(length),
  float64: (length) => new Float64Array(length),
  int8: (length) => new Int8Array(length),
  uint8: (length) => new Uint8Array(length),
  int16: (length) => new Int16Array(length),
  uint16: (length) => new Uint16Array(length),
  int32: (length) => new Int32Array(length),
  uint32: (length) => new Uint32Array(length),
  int64: (length) => new BigInt64Array(length),
  uint64: (length) => new BigUint64Array(length),
  bool: (length) => new Uint8Array(length),
  string: (length) => new Array<string>(length).fill(''),
};

export function isTensorType(name: string): name is TensorType {
  return Object.hasOwn(arrays, name);
}

/** Room for `length` elements, all zero or empty. */
export function createTensorData<T extends TensorType>(type: T, length: number): TensorDataByType[T] {
  return arrays[type](length);
}

/** The elements `[from, to)`: a view where the type allows one. */
export function tensorPart(data: TensorData, from: number, to: number): TensorData {
  return Array.isArray(data) ? data.slice(from, to) : data.subarray(from, to);
}

/** @throws TypeError when the parts are of other types than the whole. */
export function putTensorPart(whole: TensorData, part: TensorData, at: number): void {
  if (Array.isArray(whole) && Array.isArray(part)) {
    for (let i = 0; i < part.length; i++) whole[at + i] = part[i] as string;
    return;
  }
  if (Array.isArray(whole) || Array.isArray(part)) throw new TypeError('parts of different types');
  // Both come from tensors of one type, so numbers meet numbers and bigints meet bigints.
  (whole as Float32Array).set(part as Float32Array, at);
}

export function elementsOf(dims: readonly number[]): number {
  return dims.reduce((product, dim) => product * dim, 1);
}

/** Whole numbers each integer type can hold. */
export const integerLimits = {
  int8: [-128n, 127n],
  uint8: [0n, 255n],
  int16: [-32_768n, 32_767n],
  uint16: [0n, 65_535n],
  int32: [-2_147_483_648n, 2_147_483_647n],
  uint32: [0n, 4_294_967_295n],
  int64: [-(2n ** 63n), 2n ** 63n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  bool: [0n, 1n],
} as const satisfies Partial<Record<TensorType, readonly [bigint, bigint]>>;
