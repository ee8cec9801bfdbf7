import type { ModelInput } from '../../contract/card.ts';
import { isMissingText } from '../missing.ts';
import { readBoolean } from './boolean-words.ts';
import { type CellBytes, type FillColumn, rejectRow, unquoteCell } from './cells.ts';
import type { MissingAnswer } from './missing-answer.ts';
import { readNumber } from './read-number.ts';
import { rejectKinds } from './reject-kinds.ts';

/** Where the texts of a feature go: that of row r at `values[first + r * stride]`. */
export interface TextPlaces {
  values: string[];
  first: number;
  stride: number;
}

/**
 * Features that go in as text: a text as it is, blanks at its ends and all; a category as the card spells it; numbers
 * and booleans as they are written, when they are such. A missing cell that is passed on is the empty text.
 */
export function textColumn(
  input: Exclude<ModelInput, { type: 'image' }>,
  missing: MissingAnswer,
  into: TextPlaces,
): FillColumn {
  const { values, first, stride } = into;
  const decoder = new TextDecoder();
  const cell: CellBytes = { bytes: new Uint8Array(0), start: 0, end: 0 };
  const read = textReader(input);
  const replacement =
    missing.kind === 'text' ? (read(missing.text) as string) : missing.kind === 'pass' ? '' : null;
  return (column, marks, feature) => {
    for (let row = 0, index = column.first; row < column.rows; row++, index += column.stride) {
      unquoteCell(column, index, cell);
      const text = decoder.decode(cell.bytes.subarray(cell.start, cell.end));
      let value: string | number | null = isNamedMissing(input, text) ? replacement : read(text);
      if (value === null) value = rejectKinds.missing;
      values[first + row * stride] = typeof value === 'string' ? value : '';
      if (typeof value !== 'string') rejectRow(marks, row, feature, value);
    }
  };
}

/** A category may be named like a missing word. */
function isNamedMissing(input: ModelInput, text: string): boolean {
  return isMissingText(text) && !(input.type === 'category' && input.values.includes(text));
}

/** The text that goes in, or the reason why none can. */
function textReader(input: Exclude<ModelInput, { type: 'image' }>): (text: string) => string | number {
  const encoder = new TextEncoder();
  switch (input.type) {
    case 'text':
      return (text) => text;
    case 'category': {
      const known = new Set(input.values);
      return (text) => {
        if (known.has(text)) return text;
        const trimmed = text.trim();
        return known.has(trimmed) ? trimmed : rejectKinds.notAllowed;
      };
    }
    case 'boolean':
      return (text) => {
        const bytes = encoder.encode(text.trim());
        const value = readBoolean(bytes, 0, bytes.length);
        return Number.isNaN(value) ? rejectKinds.notBoolean : value === 1 ? 'true' : 'false';
      };
    default:
      return (text) => {
        const trimmed = text.trim();
        const bytes = encoder.encode(trimmed);
        const value = readNumber(bytes, 0, bytes.length);
        if (Number.isNaN(value)) return rejectKinds.notANumber;
        return input.type === 'integer' && !Number.isInteger(value) ? rejectKinds.notWhole : trimmed;
      };
  }
}
