import { describe, expect, it } from 'vitest';
import type { RejectedRow } from '../../src-main/contract/index.ts';
import { withPage } from './results.ts';
import { fromText } from './settings.ts';

const row = (number: number): RejectedRow => ({
  row: number,
  column: 'c',
  feature: 'f',
  value: '',
  reason: 'c is empty',
});

describe('rejected rows', () => {
  it('come page by page into their places', () => {
    const first = withPage(undefined, 2, [row(7), row(9)], 5, 80);
    expect(first.rows.map((one) => one?.row ?? null)).toEqual([null, null, 7, 9, null]);
    const both = withPage(first, 0, [row(1), row(3)], 5, 80);
    expect(both.rows.map((one) => one?.row ?? null)).toEqual([1, 3, 7, 9, null]);
    expect(both.total).toBe(80);
  });
});

describe('remembered settings', () => {
  it('are read as far as they make sense', () => {
    expect(fromText('{"theme":"dark","density":"huge","queueWidths":{"file":120,"x":"y"}}')).toEqual({
      theme: 'dark',
      density: 'compact',
      queueWidths: { file: 120 },
    });
    expect([null, 'nonsense', '7', '[]'].map(fromText)).toEqual([{}, {}, {}, {}]);
  });
});
