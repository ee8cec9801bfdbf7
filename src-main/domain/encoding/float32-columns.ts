import type { ModelInput } from '../../contract/card.ts';
import { isMissingBytes } from '../missing.ts';
import { createByteTable } from './byte-table.ts';
import { type CellColumn, type FillColumn, halveQuotes, isBlank, rejectRow } from './cells.ts';
import type { MissingAnswer } from './missing-answer.ts';
import { notANumber, readNumber } from './read-number.ts';
import { rejectKinds } from './reject-kinds.ts';

/**
 * From cells to float32, the way most tables go: numbers, whole numbers, and categories by their index in the card's
 * list. What is neither rejects the row. Nothing here makes a string where it can do without.
 */

/** Where the numbers of a feature go: value of row r at `values[first + r * stride]`. */
export interface Float32Places {
  values: Float32Array;
  first: number;
  stride: number;
}

type NumberInput = Extract<ModelInput, { type: 'number' | 'integer' }>;
type CategoryInput = Extract<ModelInput, { type: 'category' }>;

const QUOTE = 0x22;
const float32Max = 3.4028235677973366e38;

/** Whether what the scanner has read of the column is what goes into the tensor. */
export function takesReadNumbers(input: ModelInput): input is NumberInput {
  return (input.type === 'number' || input.type === 'integer') && input.scale === undefined;
}

export function float32Numbers(input: NumberInput, missing: MissingAnswer, into: Float32Places): FillColumn {
  const whole = input.type === 'integer';
  const { scale } = input;
  const { values, first, stride } = into;
  const replacement = missing.kind === 'text' ? Number(missing.text.trim()) : notANumber;
  const rejectsMissing = missing.kind === 'reject';

  const fillCell = (
    column: CellColumn,
    row: number,
    marks: Parameters<FillColumn>[1],
    feature: number,
  ): void => {
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
      else if (rejectsMissing) why = rejectKinds.missing;
      else value = replacement;
    } else if (whole && !Number.isInteger(value)) {
      why = rejectKinds.notWhole;
    }
    if (scale && why === rejectKinds.none) value = (value - scale.subtract) / scale.divide;
    // What rounds to more than the largest float32 would go in as infinity.
    if (value >= float32Max || value <= -float32Max) why = rejectKinds.outOfRange;
    values[first + row * stride] = why === rejectKinds.none ? value : 0;
    if (why !== rejectKinds.none) rejectRow(marks, row, feature, why);
  };

  return (column, marks, feature) => {
    const { rows, numbers } = column;
    if (numbers === undefined || scale) {
      for (let row = 0; row < rows; row++) fillCell(column, row, marks, feature);
      return;
    }
    for (let row = -1; ; ) {
      row = takeNumbers(numbers, column, into, row + 1);
      if (row === rows) return;
      fillCell(column, row, marks, feature);
    }
  };
}

/**
 * Copies what the scanner has read, from `row` on, up to the first cell that takes a closer look; answers which row that
 * is in. It runs once for nearly every cell there is, so it is one function for all columns, and compiled once.
 */
function takeNumbers(numbers: Float32Array, column: CellColumn, into: Float32Places, from: number): number {
  const { rows, stride } = column;
  const { values, stride: step } = into;
  let cell = column.first + from * stride;
  let slot = into.first + from * step;
  for (let row = from; row < rows; row++) {
    const value = numbers[cell] as number;
    if (value !== value) return row;
    values[slot] = value;
    cell += stride;
    slot += step;
  }
  return rows;
}

export function float32Categories(
  input: CategoryInput,
  missing: MissingAnswer,
  into: Float32Places,
): FillColumn {
  const table = createByteTable(input.values);
  const replacement = missing.kind === 'text' ? codeOf(input, missing.text) : notANumber;
  const rejectsMissing = missing.kind === 'reject';
  return ({ bytes, starts, ends, first, stride, rows }, marks, feature) => {
    const { values, stride: step } = into;
    for (let row = 0, cell = first, slot = into.first; row < rows; row++, cell += stride, slot += step) {
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
      const isMissing = isMissingBytes(source, start, end);
      if (isMissing && !rejectsMissing) {
        values[slot] = replacement;
        continue;
      }
      values[slot] = 0;
      rejectRow(marks, row, feature, isMissing ? rejectKinds.missing : rejectKinds.notAllowed);
    }
  };
}

/** Index of the value that a text spells, blanks around it aside where that helps. */
export function codeOf(input: CategoryInput, text: string): number {
  const exact = input.values.indexOf(text);
  return exact >= 0 ? exact : input.values.indexOf(text.trim());
}
