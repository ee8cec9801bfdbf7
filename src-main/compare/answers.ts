import type { Box } from '../contract/models.ts';

/** What one model says of some rows. Of rows that it did not accept it means nothing. */
export interface Answers {
  rows: number;
  /** By row, 0 where it was rejected. */
  accepted: Uint8Array;
  classes: Int32Array | null;
  /** [rows, width]: probabilities by class, or values; null when the model gives none. */
  numbers: Float64Array | null;
  width: number;
  boxes: (readonly Box[])[] | null;
  /** Why the first rejected row was; null when none was. */
  rejection: string | null;
}

/** A box without a score: what somebody marked in a picture. */
export type PlacedBox = Pick<Box, 'label' | 'box'>;

/** What really happened in a row: a class's index, a value, or what is in a picture. NaN when it is not known. */
export type Truth = number | readonly PlacedBox[];

export function isKnown(truth: Truth): boolean {
  return typeof truth !== 'number' || !Number.isNaN(truth);
}
