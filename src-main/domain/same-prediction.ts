import type { Prediction } from '../contract/models.ts';

/** What two runs of one model may differ by. */
const tolerance = 1e-6;

/** Whether two predictions say the same: the class, the numbers to a millionth, the boxes. Probabilities are not looked at. */
export function samePrediction(first: Prediction, second: Prediction): boolean {
  if ((first.rejected === undefined) !== (second.rejected === undefined)) return false;
  return same(first.prediction, second.prediction);
}

function same(first: unknown, second: unknown): boolean {
  if (typeof first === 'number' && typeof second === 'number') {
    return Math.abs(first - second) <= tolerance * Math.max(1, Math.abs(first), Math.abs(second));
  }
  if (!isObject(first) || !isObject(second)) return first === second;
  const keys = Object.keys(first);
  if (keys.length !== Object.keys(second).length) return false;
  return keys.every((key) => Object.hasOwn(second, key) && same(first[key], second[key]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
