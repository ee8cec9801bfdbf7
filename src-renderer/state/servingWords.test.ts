import { expect, it } from 'vitest';
import { hitShare, typedNumber, typedSizes } from './servingWords.ts';

it('takes numbers within their limits and says what is wrong with others', () => {
  const limits = { least: 1, most: 100, whole: true };
  expect(typedNumber(' 7 ', limits)).toEqual({ value: 7 });
  for (const typed of ['0x10', '', 'x', '1.5', '0', '101', 'Infinity'])
    expect(typedNumber(typed, limits)).toHaveProperty('fault');
  expect(typedNumber('', { ...limits, empty: null })).toEqual({ value: null });
  expect(typedNumber('0.5', { least: 0, most: 1, whole: false })).toEqual({ value: 0.5 });
});

it('takes sizes in any order, once each, no larger than a batch', () => {
  expect(typedSizes('8, 4 4;2', 8)).toEqual({ sizes: [2, 4, 8] });
  expect(typedSizes('', 8)).toEqual({ sizes: [] });
  expect(typedSizes('16', 8)).toHaveProperty('fault');
  expect(typedSizes('four', 8)).toHaveProperty('fault');
  expect(typedSizes('1 2 3 4 5 6 7 8 9', 10)).toHaveProperty('fault');
});

it('knows no hit share before anything was looked for', () => {
  expect(hitShare({ entries: 0, bytes: 0, hits: 0, misses: 0 })).toBeNull();
  expect(hitShare({ entries: 1, bytes: 9, hits: 3, misses: 1 })).toBe(0.75);
});
