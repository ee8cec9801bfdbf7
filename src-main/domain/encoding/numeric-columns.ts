import type { ModelInput } from '../../contract/card.ts';
import { isMissingBytes } from '../missing.ts';
import { integerLimits, type TensorDataByType, type TensorType } from '../tensor.ts';
import { readBoolean } from './boolean-words.ts';
import { createByteTable } from './byte-table.ts';
import { type CellBytes, type FillColumn, rejectRow, trimCell, unquoteCell } from './cells.ts';
import type { MissingAnswer } from './missing-answer.ts';
import { notANumber, readNumber, readWhole } from './read-number.ts';
import { rejectKinds } from './reject-kinds.ts';

/** Every numeric element type, and every feature that can be a number; `float32-columns` has the faster way of the usual ones. */

export type NumericType = Exclude<TensorType, 'string'>;
type BigType = 'int64' | 'uint64';
type SmallType = Exclude<NumericType, BigType>;
export type NumericInput = Exclude<ModelInput, { type: 'text' | 'image' }>;

interface Places<T extends NumericType> {
  type: T;
  values: TensorDataByType[T];
  first: number;
  stride: number;
}
type AnyPlaces = { [T in NumericType]: Places<T> }[NumericType];

/** Reads one cell, blanks around it already off: its number, or NaN with the reason in `why`. */
interface NumberReader {
  read(cell: CellBytes): number;
  why: number;
}

const largest: Partial<Record<NumericType, number>> = { float16: 65_519.99, float32: 3.4028235677973366e38 };

export function numericColumn(input: NumericInput, missing: MissingAnswer, places: AnyPlaces): FillColumn {
  if (places.type === 'int64' || places.type === 'uint64') return bigColumn(input, missing, places);
  return smallColumn(input, missing, places);
}

function smallColumn(input: NumericInput, missing: MissingAnswer, places: Places<SmallType>): FillColumn {
  const { type, first, stride } = places;
  const values: { [index: number]: number } = places.values;
  const whole = type !== 'float64' && type !== 'float32' && type !== 'float16';
  const most = whole ? Number(integerLimits[type][1]) : (largest[type] ?? Number.MAX_VALUE);
  const least = whole ? Number(integerLimits[type][0]) : -most;
  const scale = 'scale' in input ? input.scale : undefined;
  return fillWith(input, missing, (reader, cell, slot) => {
    let value = cell === null ? notANumber : reader.read(cell);
    // Only floats can say that a value is missing.
    if (cell === null && whole) return rejectKinds.missing;
    if (cell !== null && Number.isNaN(value)) return reader.why;
    if (scale) {
      value = (value - scale.subtract) / scale.divide;
      if (whole) value = Math.round(value);
    }
    if (whole && !Number.isInteger(value)) return rejectKinds.notWhole;
    if (value > most || value < least) return rejectKinds.outOfRange;
    values[first + slot * stride] = value;
    return rejectKinds.none;
  });
}

/** Whole numbers beyond 2^53 go in exactly when they are written as digits alone. */
function bigColumn(input: NumericInput, missing: MissingAnswer, places: Places<BigType>): FillColumn {
  const { type, values, first, stride } = places;
  const [least, most] = integerLimits[type];
  const isNumber = input.type === 'number' || input.type === 'integer';
  const scale = 'scale' in input ? input.scale : undefined;
  return fillWith(input, missing, (reader, cell, slot) => {
    if (cell === null) return rejectKinds.missing;
    let value: bigint;
    if (isNumber && !scale) {
      const read = readWhole(cell.bytes, cell.start, cell.end);
      if (typeof read !== 'bigint') return rejectKinds[read];
      value = read;
    } else {
      const read = reader.read(cell);
      if (Number.isNaN(read)) return reader.why;
      value = BigInt(Math.round(scale ? (read - scale.subtract) / scale.divide : read));
    }
    if (value < least || value > most) return rejectKinds.outOfRange;
    values[first + slot * stride] = value;
    return rejectKinds.none;
  });
}

/** `put` takes a cell, or null for one that is missing and is to be seen so, and answers why it cannot. */
function fillWith(
  input: NumericInput,
  missing: MissingAnswer,
  put: (reader: NumberReader, cell: CellBytes | null, slot: number) => number,
): FillColumn {
  const reader = numberReader(input);
  const cell: CellBytes = { bytes: new Uint8Array(0), start: 0, end: 0 };
  const replacement = missing.kind === 'text' ? new TextEncoder().encode(missing.text.trim()) : null;
  return (column, marks, feature) => {
    for (let row = 0, index = column.first; row < column.rows; row++, index += column.stride) {
      unquoteCell(column, index, cell);
      let why = rejectKinds.missing as number;
      if (isKnown(reader, cell)) why = put(reader, cell, row);
      else {
        trimCell(cell);
        if (!isMissingBytes(cell.bytes, cell.start, cell.end)) why = put(reader, cell, row);
        else if (replacement) {
          cell.bytes = replacement;
          cell.start = 0;
          cell.end = replacement.length;
          why = put(reader, cell, row);
        } else if (missing.kind === 'pass') why = put(reader, null, row);
      }
      if (why !== rejectKinds.none) rejectRow(marks, row, feature, why);
    }
  };
}

/** A category may be named like a missing word, or have blanks at its ends. */
function isKnown(reader: NumberReader & { knows?: (cell: CellBytes) => boolean }, cell: CellBytes): boolean {
  return reader.knows?.(cell) ?? false;
}

function numberReader(input: NumericInput): NumberReader & { knows?: (cell: CellBytes) => boolean } {
  switch (input.type) {
    case 'category': {
      const table = createByteTable(input.values);
      return {
        why: rejectKinds.notAllowed,
        knows: ({ bytes, start, end }) => table.find(bytes, start, end) >= 0,
        read({ bytes, start, end }) {
          const code = table.find(bytes, start, end);
          return code < 0 ? notANumber : code;
        },
      };
    }
    case 'boolean':
      return {
        why: rejectKinds.notBoolean,
        read: ({ bytes, start, end }) => readBoolean(bytes, start, end),
      };
    default: {
      const reader: NumberReader = {
        why: rejectKinds.notANumber,
        read({ bytes, start, end }) {
          const value = readNumber(bytes, start, end);
          const fraction = input.type === 'integer' && !Number.isNaN(value) && !Number.isInteger(value);
          reader.why = fraction ? rejectKinds.notWhole : rejectKinds.notANumber;
          return fraction ? notANumber : value;
        },
      };
      return reader;
    }
  }
}
