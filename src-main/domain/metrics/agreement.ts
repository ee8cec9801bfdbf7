import type { Comparison } from '../../contract/models.ts';

/** What two models said of the same rows; arrays are equally long. */
export interface TwoAnswers {
  /** By row, 1 where they say the same. */
  agree: Uint8Array;
  /** By row, the score the first gives it. */
  scores: Float64Array;
  /** By row, how far apart they are. */
  differences: Float64Array;
  /** By row and side, 1 right, 0 wrong; null without a truth, -1 for a row whose truth is not known. */
  right: readonly [Int8Array, Int8Array] | null;
}

/** How far two models agree. Of no rows they agree in all. */
export function agreementOf({
  agree,
  differences,
}: Pick<TwoAnswers, 'agree' | 'differences'>): Comparison['agreement'] {
  const rows = agree.length;
  let agreeing = 0;
  let largest = 0;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    agreeing += agree[row] as number;
    const difference = differences[row] as number;
    largest = Math.max(largest, difference);
    sum += difference;
  }
  return {
    share: rows === 0 ? 1 : agreeing / rows,
    disagreeing: rows - agreeing,
    largest,
    mean: rows === 0 ? 0 : sum / rows,
  };
}

/**
 * Rows on which they disagree, counted by the score of the first in `bins` bins of equal width from `from` to `to`; a bin
 * holds its lower edge, the last one both. Scores outside count in the outermost bins.
 */
export function disagreementsByScore(
  answers: TwoAnswers,
  from: number,
  to: number,
  bins: number,
): Comparison['disagreements'] {
  const { agree, right, scores } = answers;
  const width = (to - from) / bins;
  const edge = (bin: number): number => (from * (bins - bin) + to * bin) / bins;
  const found = Array.from({ length: bins }, (_, bin) => ({
    from: edge(bin),
    to: edge(bin + 1),
    rows: 0,
    firstRight: right ? 0 : null,
    secondRight: right ? 0 : null,
  }));
  for (let row = 0; row < agree.length; row++) {
    if (agree[row] === 1) continue;
    const place = width > 0 ? Math.floor(((scores[row] as number) - from) / width) : 0;
    const bin = found[Math.min(bins - 1, Math.max(0, place))];
    if (!bin) continue;
    bin.rows++;
    if (!right) continue;
    if (right[0][row] === 1) bin.firstRight = (bin.firstRight ?? 0) + 1;
    if (right[1][row] === 1) bin.secondRight = (bin.secondRight ?? 0) + 1;
  }
  return found;
}

/** By row, the distance between two values. */
export function distances(first: Float64Array, second: Float64Array): Float64Array {
  return first.map((value, row) => Math.abs(value - (second[row] as number)));
}

/** By row, whether two values lie within this share of the range of the first ones from each other. */
export function closeValues(first: Float64Array, second: Float64Array, share: number): Uint8Array {
  const [least, most] = extent(first);
  const near = (most - least) * share;
  return Uint8Array.from(first, (value, row) => (Math.abs(value - (second[row] as number)) <= near ? 1 : 0));
}

/** Least and largest value; [0, 0] of none. */
export function extent(values: Float64Array): [least: number, most: number] {
  if (values.length === 0) return [0, 0];
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    least = Math.min(least, value);
    most = Math.max(most, value);
  }
  return [least, most];
}
