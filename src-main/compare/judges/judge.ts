import type { Comparison } from '../../contract/models.ts';
import type { Answers, Truth } from '../answers.ts';

export type Pair<T> = readonly [T, T];
export type Metrics = Comparison['sides'][number]['metrics'];

/** Gathers what two models said, row by row, and says in the end how far they agree and who was right. */
export interface Judge {
  /** Takes a row that both accepted; `place` is where it stands in the table, from 1. */
  take(answers: Pair<Answers>, row: number, truth: Truth, place: number): void;
  verdict(): Verdict;
}

export interface Verdict extends Pick<Comparison, 'agreement' | 'disagreements' | 'differences'> {
  metrics: Pair<Metrics>;
}

/** Bins in which disagreements are counted. */
export const scoreBins = 10;
