import type { TensorValue } from '../tensor.ts';

/** A box that a model may have meant: corners in pixels of the tensor, with its class and score. */
export interface Candidate {
  left: number;
  top: number;
  right: number;
  bottom: number;
  label: number;
  score: number;
}

/** Finds the boxes of one row of the outputs; which of them overlap is looked at later. */
export type FindCandidates = (values: readonly TensorValue[], rows: number) => (row: number) => Candidate[];
