import { cellText } from './csv-scan.ts';
import type { CellBlock, RowEncoder } from './encoding/row-encoder.ts';
import { rejectReason } from './reject-reason.ts';

export interface Rejection {
  /** Null when the model itself is to blame. */
  feature: string | null;
  /** Index of its column, or -1. */
  column: number;
  value: string;
  reason: string;
}

const utf8 = new TextDecoder();
const decode = (part: Uint8Array): string => utf8.decode(part);

/**
 * Why the encoder, or the model after it, rejected a row of the block that was encoded last.
 * @param columnNames of the table, where its columns may go by other names than the features
 */
export function rejectionOf(
  { marks, features }: Pick<RowEncoder, 'marks' | 'features'>,
  block: CellBlock,
  row: number,
  columnNames: readonly string[] | null,
): Rejection {
  const why = marks.rejectedWhy[row] as number;
  const feature = features[marks.rejectedBy[row] as number];
  if (!feature) {
    const words = marks.words?.get(row) ?? '';
    return { feature: null, column: -1, value: '', reason: rejectReason(why, null, '', words) };
  }
  const { input, column } = feature;
  const cell = row * block.columns + column;
  const value =
    column < 0 ? '' : cellText(block.bytes, block.starts[cell] as number, block.ends[cell] as number, decode);
  const name = columnNames ? (columnNames[column] ?? '') : input.name;
  return { feature: input.name, column, value, reason: rejectReason(why, input, name, value) };
}
