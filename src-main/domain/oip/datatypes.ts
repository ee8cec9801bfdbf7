import { isTensorType, type TensorType } from '../tensor.ts';

/**
 * Element types by their names in the Open Inference Protocol V2, "Tensor Data Types".
 * https://kserve.github.io/website/docs/concepts/architecture/data-plane/v2-protocol
 */
export const datatypes = [
  'BOOL',
  'UINT8',
  'UINT16',
  'UINT32',
  'UINT64',
  'INT8',
  'INT16',
  'INT32',
  'INT64',
  'FP16',
  'FP32',
  'FP64',
  'BYTES',
] as const;
export type Datatype = (typeof datatypes)[number];

const types: { [D in Datatype]: TensorType } = {
  BOOL: 'bool',
  UINT8: 'uint8',
  UINT16: 'uint16',
  UINT32: 'uint32',
  UINT64: 'uint64',
  INT8: 'int8',
  INT16: 'int16',
  INT32: 'int32',
  INT64: 'int64',
  FP16: 'float16',
  FP32: 'float32',
  FP64: 'float64',
  BYTES: 'string',
};
/** Asked for names that a caller makes up. */
const typeByDatatype: ReadonlyMap<string, TensorType> = new Map(Object.entries(types));

const datatypeByType: { [T in TensorType]: Datatype } = {
  bool: 'BOOL',
  uint8: 'UINT8',
  uint16: 'UINT16',
  uint32: 'UINT32',
  uint64: 'UINT64',
  int8: 'INT8',
  int16: 'INT16',
  int32: 'INT32',
  int64: 'INT64',
  float16: 'FP16',
  float32: 'FP32',
  float64: 'FP64',
  string: 'BYTES',
};

/** The element type of a datatype, or null for a name that is none. */
export function typeOfDatatype(datatype: string): TensorType | null {
  return typeByDatatype.get(datatype) ?? null;
}

export function datatypeOf(type: TensorType): Datatype {
  return datatypeByType[type];
}

/** The datatype of a graph's port, whose type may be one that no tensor here has; then it is that type's own name. */
export function datatypeName(type: string): string {
  return isTensorType(type) ? datatypeByType[type] : type;
}

/** Bytes of one element in the binary form; a string has a length of its own. */
export const elementBytes: { readonly [T in Exclude<TensorType, 'string'>]: number } = {
  bool: 1,
  uint8: 1,
  int8: 1,
  uint16: 2,
  int16: 2,
  float16: 2,
  uint32: 4,
  int32: 4,
  float32: 4,
  uint64: 8,
  int64: 8,
  float64: 8,
};
