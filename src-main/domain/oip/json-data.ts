import { createTensorData, integerLimits, type TensorType, type TensorValue } from '../tensor.ts';
import { datatypeOf } from './datatypes.ts';
import { exactInteger, writtenText } from './exact-numbers.ts';
import { inputRefusal, placeOf, seen, shapeText } from './words.ts';

/** The JSON data of one input and what was said of it. */
export interface JsonData {
  name: string;
  dims: readonly number[];
  /** Product of `dims`. */
  elements: number;
  data: unknown;
  /** The same data with the digits of numbers that JavaScript cannot hold; asked for only where there are such. */
  written(): unknown;
}

/**
 * The tensor that JSON data spells: a flat list in row-major order, or lists nested as the shape says.
 * Null stands for NaN, in floats alone. Whole numbers are exact in every type.
 * @throws FailureError BAD_REQUEST naming the input and the first element that does not fit
 */
export function tensorFromJson(type: TensorType, json: JsonData): TensorValue {
  const { dims, elements } = json;
  const list = flatList(json, json.data);
  switch (type) {
    case 'float32':
      return { type, dims, data: float32s(json, list) };
    case 'float16':
    case 'float64': {
      const data = createTensorData(type, elements);
      fillFloats(json, type, list, data);
      return { type, dims, data } as TensorValue;
    }
    case 'int64': {
      const data = new BigInt64Array(elements);
      fillBigInts(json, type, list, data);
      return { type, dims, data };
    }
    case 'uint64': {
      const data = new BigUint64Array(elements);
      fillBigInts(json, type, list, data);
      return { type, dims, data };
    }
    case 'bool':
      return { type, dims, data: booleans(json, list) };
    case 'string':
      return { type, dims, data: texts(json, list) };
    default: {
      const data = createTensorData(type, elements);
      fillIntegers(json, type, list, data);
      return { type, dims, data } as TensorValue;
    }
  }
}

function flatList(json: JsonData, data: unknown): readonly unknown[] {
  const { name, dims, elements } = json;
  if (!Array.isArray(data)) {
    if (dims.length === 0 && data !== undefined) return [data];
    throw inputRefusal(name, `"data" must be a list, not ${seen(data)}.`);
  }
  const list = data as readonly unknown[];
  if (Array.isArray(list[0])) return nestedList(json, list);
  if (list.length === elements) return list;
  throw inputRefusal(
    name,
    `shape ${shapeText(dims)} has ${elements} elements, but "data" has ${list.length}.`,
  );
}

function nestedList({ name, dims, elements }: JsonData, data: readonly unknown[]): readonly unknown[] {
  const flat: unknown[] = [];
  const walk = (list: readonly unknown[], axis: number, place: string): void => {
    if (list.length !== dims[axis]) {
      const wanted = `${dims[axis]} as shape ${shapeText(dims)} says`;
      throw inputRefusal(name, `the list at data${place} has ${list.length} elements, not ${wanted}.`);
    }
    const isInnermost = axis === dims.length - 1;
    for (let i = 0; i < list.length; i++) {
      const value = list[i];
      if (Array.isArray(value) === isInnermost) {
        const wanted = isInnermost ? 'a value' : `a list of ${dims[axis + 1]}`;
        const shape = `shape ${shapeText(dims)} wants ${wanted} there`;
        throw inputRefusal(name, `data${place}[${i}] is ${seen(value)}, but ${shape}.`);
      }
      if (isInnermost) flat.push(value);
      else walk(value as readonly unknown[], axis + 1, `${place}[${i}]`);
    }
  };
  if (dims.length === 0) throw inputRefusal(name, 'shape [] has one element, but "data" is nested.');
  walk(data, 0, '');
  if (flat.length !== elements) {
    throw inputRefusal(
      name,
      `shape ${shapeText(dims)} has ${elements} elements, but "data" has ${flat.length}.`,
    );
  }
  return flat;
}

/** The path of nearly every request: numbers straight into their array. */
function float32s(json: JsonData, list: readonly unknown[]): Float32Array {
  const data = new Float32Array(list.length);
  let total = 0;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value === 'number') {
      data[i] = value;
      total += Math.abs(value);
    } else if (value === null) data[i] = Number.NaN;
    else throw noNumber(json, 'float32', i, value);
  }
  if (total > largestFloat32) refuseOverflow(json, 'float32', list, data);
  return data;
}

function fillFloats(
  json: JsonData,
  type: TensorType,
  list: readonly unknown[],
  into: Float16Array | Float32Array | Float64Array,
): void {
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value === 'number') into[i] = value;
    else if (value === null) into[i] = Number.NaN;
    else throw noNumber(json, type, i, value);
  }
  refuseOverflow(json, type, list, into);
}

const largestFloat32 = 3.4028234663852886e38;

/** How an infinity of float32 and float16 stands in an answer, so that it may come back in a request. */
const writtenInfinity = 1e39;

/** What is finite must stay so; an infinity, written as `1e999` or as we write one, is taken as one. */
function refuseOverflow(
  json: JsonData,
  type: TensorType,
  list: readonly unknown[],
  data: Float16Array | Float32Array | Float64Array,
): void {
  for (let i = 0; i < data.length; i++) {
    const value = list[i];
    const wasFinite = Number.isFinite(value) && Math.abs(value as number) !== writtenInfinity;
    if (wasFinite && !Number.isFinite(data[i])) {
      throw misfit(json, type, i, value);
    }
  }
}

type IntegerType = keyof typeof integerLimits;

function fillIntegers(
  json: JsonData,
  type: Exclude<IntegerType, 'int64' | 'uint64' | 'bool'>,
  list: readonly unknown[],
  into: Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array,
): void {
  const [least, most] = integerLimits[type].map(Number) as [number, number];
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value !== 'number') throw noNumber(json, type, i, value);
    if (!Number.isInteger(value) || value < least || value > most) throw misfit(json, type, i, value);
    into[i] = value;
  }
}

function fillBigInts(
  json: JsonData,
  type: 'int64' | 'uint64',
  list: readonly unknown[],
  into: BigInt64Array | BigUint64Array,
): void {
  const [least, most] = integerLimits[type];
  let written: readonly unknown[] | null = null;
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value !== 'number') throw noNumber(json, type, i, value);
    let exact: bigint | null = null;
    let text = String(value);
    if (Number.isSafeInteger(value)) exact = BigInt(value);
    else {
      written ??= flatList(json, json.written());
      text = writtenText(written[i]);
      exact = exactInteger(text);
    }
    if (exact === null || exact < least || exact > most) throw misfit(json, type, i, text);
    into[i] = exact;
  }
}

function booleans(json: JsonData, list: readonly unknown[]): Uint8Array {
  const data = new Uint8Array(list.length);
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (value === true || value === 1) data[i] = 1;
    else if (value !== false && value !== 0) {
      throw inputRefusal(json.name, `data${placeIn(json, i)} is ${seen(value)}; BOOL takes true or false.`);
    }
  }
  return data;
}

function texts(json: JsonData, list: readonly unknown[]): string[] {
  const data = new Array<string>(list.length);
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value !== 'string') {
      throw inputRefusal(json.name, `data${placeIn(json, i)} is ${seen(value)}; BYTES takes texts.`);
    }
    if (!value.isWellFormed()) {
      const why = 'has half a surrogate pair, which no UTF-8 text can hold';
      throw inputRefusal(json.name, `data${placeIn(json, i)} ${why}.`);
    }
    data[i] = value;
  }
  return data;
}

/** Where an element stands in "data" as it was sent: a flat list has one index. */
function placeIn({ data, dims }: JsonData, index: number): string {
  const isNested = Array.isArray(data) && Array.isArray(data[0]);
  return isNested ? placeOf(index, dims) : `[${index}]`;
}

function noNumber(json: JsonData, type: TensorType, index: number, value: unknown) {
  const isFloat = type === 'float16' || type === 'float32' || type === 'float64';
  const wanted = `${datatypeOf(type)} takes numbers${isFloat ? ', null for NaN' : ''}`;
  return inputRefusal(json.name, `data${placeIn(json, index)} is ${seen(value)}; ${wanted}.`);
}

function misfit(json: JsonData, type: TensorType, index: number, value: unknown) {
  const limits = Object.hasOwn(integerLimits, type) ? integerLimits[type as IntegerType] : null;
  const wanted = limits
    ? `takes whole numbers from ${limits[0]} to ${limits[1]}`
    : 'cannot hold a number so large';
  const text = String(value).slice(0, 50);
  return inputRefusal(json.name, `data${placeIn(json, index)} is ${text}; ${datatypeOf(type)} ${wanted}.`);
}
