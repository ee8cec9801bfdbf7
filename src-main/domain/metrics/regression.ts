/** Mean distance between values and truth, in their unit. NaN without rows. */
export function meanAbsoluteError(values: Float64Array, truth: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    sum += Math.abs((values[row] as number) - (truth[row] as number));
  }
  return sum / values.length;
}

/** Root of the mean square distance between values and truth, in their unit. NaN without rows. */
export function rootMeanSquareError(values: Float64Array, truth: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    sum += ((values[row] as number) - (truth[row] as number)) ** 2;
  }
  return Math.sqrt(sum / values.length);
}
