import { failed } from '../contract/failure.ts';
import type { MissingPolicy } from '../contract/jobs.ts';
import type { ModelInput } from '../contract/card.ts';
import { isMissingBytes } from './missing.ts';

/**
 * From cells to numbers, for every door: one encoder a feature, made from the model's signature and the missing-value
 * policy. A number is its value, a category its index in the card's list; what is neither rejects the row.
 */

/** Why a cell was rejected; 0 = it was not. */
export const rejectKinds = { none: 0, missing: 1, notANumber: 2, notWhole: 3, notAllowed: 4 } as const;

/** Cells of one column in a block of records (see RecordBlock): cell of row r is at `first + r * stride`. */
export interface CellColumn {
  bytes: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  first: number;
  stride: number;
  rows: number;
  /** By cell, what the scanner has read already (see RecordBlock), for the type of this column's feature. */
  numbers?: Float32Array;
}

/** Where the numbers go: value of row r at `values[first + r * stride]`. */
export interface EncodedBlock {
  values: Float32Array;
  first: number;
  stride: number;
  /** By row: the feature that rejected it (-1 = none) and why. The first feature to object is kept. */
  rejectedBy: Int16Array;
  rejectedWhy: Uint8Array;
}

export interface ColumnEncoder {
  readonly input: ModelInput;
  encode(column: CellColumn, into: EncodedBlock, feature: number): void;
}

const QUOTE = 0x22;
const SPACE = 0x20;
const TAB = 0x09;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const powersOfTen = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const decimalPattern = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/u;

/** Stands for "no such value" between the readers below and the loop; no cell can be this. */
const notANumber = Number.NaN;

/**
 * Reads a decimal number from bytes exactly as `Number()` reads it, without making a string where it can:
 * up to 15 digits and 22 decimals, mantissa and power of ten are both exact doubles and one division rounds once
 * (W. D. Clinger, "How to read floating point numbers accurately", 1990). NaN when it is no decimal number.
 */
export function readNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  let negative = false;
  const sign = bytes[at];
  if (sign === MINUS || sign === PLUS) {
    negative = sign === MINUS;
    at++;
  }
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let dot = false;
  for (; at < end; at++) {
    const byte = bytes[at] as number;
    const digit = byte - 0x30;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (dot) decimals++;
    } else if (byte === DOT && !dot) {
      dot = true;
    } else {
      return readNumberSlowly(bytes, start, end);
    }
  }
  if (digits === 0) return notANumber;
  if (digits > 15 || decimals > 22) return readNumberSlowly(bytes, start, end);
  const value = decimals === 0 ? mantissa : mantissa / (powersOfTen[decimals] as number);
  return negative ? -value : value;
}

function readNumberSlowly(bytes: Uint8Array, start: number, end: number): number {
  if (end - start > 400) return notANumber;
  let text = '';
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i] as number);
  if (!decimalPattern.test(text)) return notANumber;
  const value = Number(text);
  return Number.isFinite(Math.fround(value)) ? value : notANumber;
}

/** The number that stands in for a missing cell, or null to reject. Throws MAPPING_INCOMPLETE when the policy cannot work. */
function replacementOf(
  input: ModelInput,
  policy: MissingPolicy,
  code: (text: string) => number,
): number | null {
  if (policy.kind === 'reject') return null;
  if (policy.kind === 'value') {
    const value = code(policy.value);
    if (Number.isNaN(value)) {
      throw failed(
        'MAPPING_INCOMPLETE',
        `${input.name}: "${policy.value}" cannot stand in for a missing value; ${expectation(input)}`,
        {
          details: { field: input.name },
        },
      );
    }
    return value;
  }
  if (input.default === null || input.default === undefined) {
    throw failed(
      'MAPPING_INCOMPLETE',
      `${input.name} has no default in the model's card; reject such rows or give a value`,
      {
        details: { field: input.name },
      },
    );
  }
  return code(String(input.default));
}

/** What a feature accepts, in words. */
export function expectation(input: ModelInput): string {
  if (input.type === 'category') {
    const shown = input.values.slice(0, 8).join(', ');
    return `it takes one of ${input.values.length} values: ${shown}${input.values.length > 8 ? ', …' : ''}`;
  }
  return input.type === 'integer'
    ? 'it takes a whole number'
    : 'it takes a number with a point for decimals, like 12.40';
}

/** @throws FailureError MAPPING_INCOMPLETE when the policy names a default that is not there or a value that does not fit. */
export function createColumnEncoder(input: ModelInput, policy: MissingPolicy): ColumnEncoder {
  if (input.type === 'category') return createCategoryEncoder(input, policy);
  if (input.type === 'number' || input.type === 'integer') return createNumberEncoder(input, policy);
  throw failed('NOT_SUPPORTED', `${input.name}: a feature of type ${input.type} cannot be scored yet`);
}

function createNumberEncoder(
  input: Extract<ModelInput, { type: 'number' | 'integer' }>,
  policy: MissingPolicy,
): ColumnEncoder {
  const whole = input.type === 'integer';
  const encoder = new TextEncoder();
  const replacement = replacementOf(input, policy, (text) => {
    const bytes = encoder.encode(text.trim());
    const value = readNumber(bytes, 0, bytes.length);
    return whole && !Number.isInteger(value) ? notANumber : value;
  });
  const encodeCell = (column: CellColumn, row: number, into: EncodedBlock, feature: number): void => {
    const { bytes } = column;
    const cell = column.first + row * column.stride;
    let start = column.starts[cell] as number;
    let end = column.ends[cell] as number;
    if (start < end && bytes[start] === QUOTE) {
      start++;
      end--;
    }
    while (start < end && isBlank(bytes[start] as number)) start++;
    while (end > start && isBlank(bytes[end - 1] as number)) end--;
    let value = start < end ? readNumber(bytes, start, end) : notANumber;
    let why: number = rejectKinds.none;
    if (Number.isNaN(value)) {
      if (!isMissingBytes(bytes, start, end)) why = rejectKinds.notANumber;
      else if (replacement === null) why = rejectKinds.missing;
      else value = replacement;
    } else if (whole && !Number.isInteger(value)) {
      why = rejectKinds.notWhole;
    }
    const slot = into.first + row * into.stride;
    if (why === rejectKinds.none) {
      into.values[slot] = value;
      return;
    }
    into.values[slot] = 0;
    if (into.rejectedBy[row] === -1) {
      into.rejectedBy[row] = feature;
      into.rejectedWhy[row] = why;
    }
  };
  return {
    input,
    encode(column, into, feature) {
      const { rows, numbers } = column;
      if (numbers === undefined) {
        for (let row = 0; row < rows; row++) encodeCell(column, row, into, feature);
        return;
      }
      const { values } = into;
      for (let row = 0, cell = column.first, slot = into.first; row < rows; row++) {
        const value = numbers[cell] as number;
        if (value === value) values[slot] = value;
        else encodeCell(column, row, into, feature);
        cell += column.stride;
        slot += into.stride;
      }
    },
  };
}

function createCategoryEncoder(
  input: Extract<ModelInput, { type: 'category' }>,
  policy: MissingPolicy,
): ColumnEncoder {
  const table = createByteTable(input.values);
  const encoder = new TextEncoder();
  const replacement = replacementOf(input, policy, (text) => {
    const bytes = encoder.encode(text);
    const code = table.find(bytes, 0, bytes.length);
    return code < 0 ? notANumber : code;
  });
  return {
    input,
    encode({ bytes, starts, ends, first, stride, rows }, into, feature) {
      const { values, rejectedBy, rejectedWhy } = into;
      for (
        let row = 0, cell = first, slot = into.first;
        row < rows;
        row++, cell += stride, slot += into.stride
      ) {
        let start = starts[cell] as number;
        let end = ends[cell] as number;
        let source = bytes;
        if (start < end && bytes[start] === QUOTE) {
          start++;
          end--;
          const doubled = bytes.subarray(start, end).indexOf(QUOTE);
          if (doubled >= 0) {
            source = halveQuotes(bytes.subarray(start, end));
            start = 0;
            end = source.length;
          }
        }
        let code = table.find(source, start, end);
        if (code < 0) {
          while (start < end && isBlank(source[start] as number)) start++;
          while (end > start && isBlank(source[end - 1] as number)) end--;
          code = table.find(source, start, end);
        }
        if (code >= 0) {
          values[slot] = code;
          continue;
        }
        const missing = isMissingBytes(source, start, end);
        if (missing && replacement !== null) {
          values[slot] = replacement;
          continue;
        }
        values[slot] = 0;
        if (rejectedBy[row] === -1) {
          rejectedBy[row] = feature;
          rejectedWhy[row] = missing ? rejectKinds.missing : rejectKinds.notAllowed;
        }
      }
    },
  };
}

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB;
}

function halveQuotes(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (let i = 0; i < bytes.length; i++) {
    out.push(bytes[i] as number);
    if (bytes[i] === QUOTE) i++;
  }
  return Uint8Array.from(out);
}

/** A hash table from UTF-8 bytes to the index of a value (FNV-1a, linear probing, at most half full). */
function createByteTable(values: readonly string[]): {
  find(bytes: Uint8Array, start: number, end: number): number;
} {
  const encoder = new TextEncoder();
  const keys = values.map((value) => encoder.encode(value));
  let size = 8;
  while (size < keys.length * 2) size *= 2;
  const mask = size - 1;
  const slots = new Int32Array(size).fill(-1);
  const hash = (bytes: Uint8Array, start: number, end: number): number => {
    let h = 0x811c9dc5;
    for (let i = start; i < end; i++) h = Math.imul(h ^ (bytes[i] as number), 0x01000193);
    return (h ^ (h >>> 15)) & mask;
  };
  const same = (key: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean => {
    if (key.length !== end - start) return false;
    for (let i = 0; i < key.length; i++) if (key[i] !== bytes[start + i]) return false;
    return true;
  };
  const find = (bytes: Uint8Array, start: number, end: number): number => {
    for (let slot = hash(bytes, start, end); ; slot = (slot + 1) & mask) {
      const index = slots[slot] as number;
      if (index < 0 || same(keys[index] as Uint8Array, bytes, start, end)) return index;
    }
  };
  keys.forEach((key, index) => {
    if (find(key, 0, key.length) >= 0) return;
    let slot = hash(key, 0, key.length);
    while ((slots[slot] as number) >= 0) slot = (slot + 1) & mask;
    slots[slot] = index;
  });
  return { find };
}
