import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bytes, count, figure, percent, plural, rate, shortCount, tileCount } from './numbers.ts';

describe('numbers', () => {
  it('groups counts and keeps their unit', () => {
    expect(count(28_193_184)).toBe('28,193,184');
    expect(plural(1, 'row')).toBe('1 row');
    expect(plural(10_000, 'row')).toBe('10,000 rows');
  });

  it('shortens counts without a jump in the unit', () => {
    expect([934, 9_999, 20_000, 999_949, 41_700_000, 999_960_000].map(shortCount)).toEqual([
      '934',
      '9,999',
      '20 k',
      '999.9 k',
      '41.7 M',
      '1 G',
    ]);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e13 }), (value) => {
        expect(shortCount(value).length).toBeLessThanOrEqual(9);
      }),
    );
  });

  it('keeps a count whole as long as a tile holds it', () => {
    expect(tileCount(9_999_999)).toBe('9,999,999');
    expect(tileCount(29_280_348)).toBe('29.3 M');
  });

  it('never says none or all of a share that is neither', () => {
    expect(percent(0)).toBe('0 %');
    expect(percent(0.0001)).toBe('< 1 %');
    expect(percent(0.99999, 2)).toBe('> 99.99 %');
    expect(percent(1, 2)).toBe('100.00 %');
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (share) => {
        expect(percent(share)).not.toMatch(/^(?:0|100) %$/u);
      }),
    );
  });

  it('says sizes in decimal units', () => {
    expect([0, 999, 1000, 3_100_000, 999_600_000, 25_300_000_000].map(bytes)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '3.10 MB',
      '1.00 GB',
      '25.3 GB',
    ]);
  });

  it('holds rates still in their last digits', () => {
    expect(rate(358_312.7)).toBe('358,300');
    expect(rate(0)).toBe('0');
    expect(rate(6.23)).toBe('6.2');
  });

  it('writes figures short', () => {
    expect([0.05, 1096, 10.357, Number.NaN].map(figure)).toEqual(['0.05', '1,096', '10.357', '–']);
  });
});
