import type { ModelInput } from '../contract/card.ts';
import { rejectKinds } from './encoding/reject-kinds.ts';

const shownLength = 40;
const wordsLength = 300;
const decimalComma = /^\s*[+-]?\d+,\d+\s*$/u;

/**
 * Why a row was rejected, in words, as it stands in the `rejected` column: feature (and column where it has another
 * name), the cell and what is wrong with it. `input` is null when no feature is to blame; `value` is then what the
 * runtime said.
 */
export function rejectReason(why: number, input: ModelInput | null, column: string, value: string): string {
  if (input === null) {
    if (why !== rejectKinds.notRun) return 'the model gave no number for this row';
    return `the model cannot be run on this row: ${value.slice(0, wordsLength)}`;
  }
  const where = column === input.name || column === '' ? input.name : `${input.name} (column ${column})`;
  const shown = value.length > shownLength ? `${value.slice(0, shownLength)}…` : value;
  switch (why) {
    case rejectKinds.missing:
      return value.trim() === '' ? `${where} is empty` : `${where} is missing: "${shown}"`;
    case rejectKinds.notWhole:
      return `${where} is not a whole number: "${shown}"`;
    case rejectKinds.notAllowed:
      return `${where} is not one of the ${input.type === 'category' ? input.values.length : 0} values the model knows: "${shown}"`;
    case rejectKinds.outOfRange:
      return `${where} is too large or too small for the model: "${shown}"`;
    case rejectKinds.notBoolean:
      return `${where} is not true or false: "${shown}"`;
    case rejectKinds.notBase64:
      return `${where} is not a picture as base64 text: "${shown}"`;
    case rejectKinds.notAPicture:
      return `${where} is not a picture that can be read (PNG, JPEG, WebP, GIF, TIFF or AVIF)`;
    case rejectKinds.pictureTooLarge:
      return `${where} is a picture of more than 50 megapixels`;
    default:
      return `${where} is not a number: "${shown}"${decimalComma.test(value) ? '; decimals take a point' : ''}`;
  }
}

/** How reasons are counted together: at most this many different ones, the rest under one heading. */
export const reasonsKept = 200;
export const otherReasons = 'other reasons';

export interface ReasonCount {
  reason: string;
  rows: number;
  /** Data row, from 1, of the first one. */
  firstRow: number;
}

/** Adds `more` to `counts`, keeping the earliest row of each reason and at most {@link reasonsKept} reasons. */
export function addReasons(counts: Map<string, ReasonCount>, more: Iterable<ReasonCount>): void {
  for (const { reason, rows, firstRow } of more) {
    const key = counts.has(reason) || counts.size < reasonsKept ? reason : otherReasons;
    const known = counts.get(key);
    if (known) {
      known.rows += rows;
      known.firstRow = Math.min(known.firstRow, firstRow);
    } else {
      counts.set(key, { reason: key, rows, firstRow });
    }
  }
}
