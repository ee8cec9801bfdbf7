import { count } from '../ui/format/numbers.ts';
import { type BatchReason, mostPreferredSizes, type OnlineView } from '../../src-main/contract/index.ts';
import { isDecimal } from './decimal.ts';

/** Why a batch left, in a word, and what that means. */
export const reasonWords: Record<BatchReason, { word: string; meaning: string }> = {
  full: {
    word: 'full',
    meaning: 'It had as many rows as a batch may have, or the next request would not fit',
  },
  preferred: { word: 'preferred size', meaning: 'It had one of the preferred numbers of rows' },
  window: { word: 'window over', meaning: 'Its oldest request had waited for others as long as it may' },
  idle: { word: 'engine free', meaning: 'An instance was free, and nobody else waited' },
  shape: {
    word: 'next differs',
    meaning: 'The next request has other inputs, a shape or outputs of its own',
  },
  alone: {
    word: 'alone',
    meaning: 'The model takes no batches, or the request was too large to be read beforehand',
  },
};

/** A number as it is typed, or what is wrong with it. @param empty what an empty field means, where it may be empty */
export function typedNumber(
  typed: string,
  { least, most, whole, empty }: { least: number; most: number; whole: boolean; empty?: null },
): { value: number | null } | { fault: string } {
  const text = typed.trim();
  if (text === '') return empty === null ? { value: null } : { fault: `Give a number from ${least} on` };
  const value = Number(text);
  if (!isDecimal(text) || !Number.isFinite(value)) return { fault: `“${text}” is not a number` };
  if (whole && !Number.isInteger(value)) return { fault: 'It must be a whole number' };
  if (value < least || value > most) return { fault: `It must be from ${count(least)} to ${count(most)}` };
  return { value };
}

/** Sizes as they are typed, divided by commas or spaces. */
export function typedSizes(typed: string, maxRows: number): { sizes: number[] } | { fault: string } {
  const sizes = typed
    .split(/[\s,;]+/u)
    .filter(Boolean)
    .map((size) => (isDecimal(size) ? Number(size) : Number.NaN));
  if (sizes.length > mostPreferredSizes) return { fault: `At most ${mostPreferredSizes} sizes` };
  const wrong = sizes.find((size) => !Number.isInteger(size) || size < 1 || size > maxRows);
  if (wrong !== undefined) return { fault: `Whole numbers from 1 to ${maxRows}, the rows of a batch` };
  return { sizes: [...new Set(sizes)].sort((a, b) => a - b) };
}

/** Share of the requests that looked into the cache and found their answer; null before the first. */
export function hitShare({ hits, misses }: OnlineView['cache']): number | null {
  return hits + misses > 0 ? hits / (hits + misses) : null;
}
