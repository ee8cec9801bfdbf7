import type { Box } from '../../contract/models.ts';
import type { RejectMarks } from '../encoding/cells.ts';
import type { Placement } from '../encoding/pictures.ts';
import { failed } from '../../contract/failure.ts';
import type { TensorValue } from '../tensor.ts';

/** Numbers a model gave: float32 where it computed in float32 or less, so that no digits are shown it never had. */
export type Numbers = Float32Array | Float64Array;

/** What a model says about a block of rows. Of rows that are rejected it means nothing. */
export interface Predictions {
  /** By row, the index of its class; null when the model does not classify. */
  classes: Int32Array | null;
  /** [rows, width]: probabilities by class, or values by target; null when there are none. */
  scores: Numbers | null;
  width: number;
  /** By row, what was found in its picture, the best first; null when the model does not detect. */
  boxes: readonly (readonly Box[])[] | null;
}

/** Makes predictions of the outputs of a run, in the order of `outputs`. */
export interface Decoder {
  /** Names of the outputs it needs. */
  readonly outputs: readonly string[];
  /**
   * Rows for which the model gave no finite number are rejected in `marks`: an empty cell with a reason is more honest
   * than "NaN" in a table, and JSON has no word for it.
   * @throws FailureError MODEL_INVALID, by name, for an output of another type or shape than the card says
   */
  decode(
    values: readonly TensorValue[],
    rows: number,
    marks: RejectMarks,
    placements: readonly (Placement | null)[] | null,
  ): Predictions;
}

/** Stands in `rejectedBy` for the model itself, as no feature is to blame. */
export const rejectedByModel = -2;

/** @param words what the runtime said, if anything */
export function rejectByModel(marks: RejectMarks, row: number, why: number, words?: string): void {
  if (marks.rejectedBy[row] !== -1) return;
  marks.rejectedBy[row] = rejectedByModel;
  marks.rejectedWhy[row] = why;
  if (words !== undefined) marks.words?.set(row, words);
}

/** The numbers of an output of any numeric type. @throws MODEL_INVALID for texts */
export function numbersOf({ type, data }: TensorValue, name: string): Numbers {
  switch (type) {
    case 'float32':
    case 'float64':
      return data;
    case 'float16':
      return Float32Array.from(data);
    case 'int64':
    case 'uint64':
      return Float64Array.from(data as BigInt64Array, Number);
    case 'string':
      throw failed('MODEL_INVALID', `output "${name}" holds texts; the card needs numbers there`, {
        details: { field: name },
      });
    default:
      return Float64Array.from(data);
  }
}

/** @throws MODEL_INVALID when an output has another shape than the card needs. */
export function wrongShape(name: string, dims: readonly number[], needed: string) {
  return failed(
    'MODEL_INVALID',
    `output "${name}" has the shape [${dims.join(', ')}]; the card needs ${needed}`,
    { details: { field: name } },
  );
}
