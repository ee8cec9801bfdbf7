/** How good probabilities and classes are against what really happened. Arrays of one comparison are equally long. */

/** Probabilities are taken to be at least this far from 0 and 1 in {@link logLoss}: one sure mistake must not be infinite. */
const sureEnough = 2 ** -52;

/**
 * Area under the receiver operating characteristic: how probable it is that a positive row scores higher than a
 * negative one, ties counting half (J. A. Hanley and B. J. McNeil 1982). Null when all rows are of one kind.
 * @param positive 1 for a positive row, 0 for a negative one
 */
export function areaUnderRoc(scores: Float64Array, positive: Uint8Array): number | null {
  const positives = scores.filter((_, row) => positive[row] === 1).sort();
  const negatives = scores.filter((_, row) => positive[row] === 0).sort();
  if (positives.length === 0 || negatives.length === 0) return null;
  /** Pairs that are in the right order; halves are exact, and so are sums below 2^53. */
  let rightPairs = 0;
  let below = 0;
  let upTo = 0;
  for (const score of positives) {
    while (below < negatives.length && (negatives[below] as number) < score) below++;
    upTo = Math.max(upTo, below);
    while (upTo < negatives.length && (negatives[upTo] as number) <= score) upTo++;
    rightPairs += below + (upTo - below) / 2;
  }
  return rightPairs / positives.length / negatives.length;
}

/** Mean square of how far P(positive) was from what happened (G. W. Brier 1950, for two classes). NaN without rows. */
export function brierScore(probabilities: Float64Array, positive: Uint8Array): number {
  return meanOf(probabilities, (probability, row) => (probability - (positive[row] as number)) ** 2);
}

/** Mean of -ln of the probability given to the class that happened. NaN without rows. */
export function logLoss(probabilitiesOfTruth: Float64Array): number {
  return meanOf(
    probabilitiesOfTruth,
    (probability) => -Math.log(Math.min(1 - sureEnough, Math.max(sureEnough, probability))),
  );
}

/** Share of rows with the right class. NaN without rows. */
export function accuracy(classes: Int32Array, truth: Int32Array): number {
  let right = 0;
  for (let row = 0; row < classes.length; row++) if (classes[row] === truth[row]) right++;
  return right / classes.length;
}

function meanOf(values: Float64Array, of: (value: number, row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) sum += of(values[row] as number, row);
  return sum / values.length;
}
