import { floatText } from '../float-text.ts';
import type { Numbers } from './predictions.ts';

/** The shortest text of a model's number in its own precision; the same at every door. */
export function numberText(numbers: Numbers, index: number): string {
  const value = numbers[index] as number;
  return numbers instanceof Float32Array ? floatText(value) : String(value);
}

/** The number that text reads as: what a JSON door gives. */
export function shortNumber(numbers: Numbers, index: number): number {
  return Number(numberText(numbers, index));
}
