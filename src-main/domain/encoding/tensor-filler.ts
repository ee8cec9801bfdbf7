import type { ModelInput } from '../../contract/card.ts';
import type { MissingPolicy } from '../../contract/jobs.ts';
import type { TensorValue } from '../tensor.ts';
import type { CellColumn, RejectMarks } from './cells.ts';
import type { MissingAnswer } from './missing-answer.ts';
import type { Placement } from './pictures.ts';

/** Where a feature's cells come from. */
export interface FeatureSource {
  /** Index of its column; -1 = it has none, and every cell counts as missing. */
  column: number;
  /** Left out: see `standardPolicy`. */
  policy?: MissingPolicy | undefined;
}

export interface SourcedFeature {
  input: ModelInput;
  source: FeatureSource;
  missing: MissingAnswer;
}

/** One tensor, or the tensors of one text: its features in order, and how they are filled. */
export interface TensorFiller {
  features: readonly SourcedFeature[];
  /** `cellsOf(i)` has the cells of the filler's feature i, `first` is the number of its first feature. */
  fill(
    cellsOf: (feature: number) => CellColumn,
    rows: number,
    marks: RejectMarks,
    first: number,
  ): void | Promise<void>;
  feed(rows: number, into: Record<string, TensorValue>): void;
  placements?: readonly (Placement | null)[];
}
