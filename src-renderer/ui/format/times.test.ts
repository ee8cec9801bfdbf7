import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { age, clock, duration, fieldTime, fullTime } from './times.ts';

const noon = new Date(2026, 10, 22, 12, 0, 0).getTime();

describe('times', () => {
  it('says durations in their two largest units', () => {
    expect([0, 0.004, 0.94, 9.96, 33.2, 59.6, 125, 4320, 90_000].map(duration)).toEqual([
      '0 s',
      '0.00 s',
      '0.94 s',
      '10 s',
      '33 s',
      '1 min',
      '2 min 5 s',
      '1 h 12 min',
      '1 d 1 h',
    ]);
  });

  it('never writes sixty of a unit', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), (seconds) => {
        expect(duration(seconds)).not.toMatch(/\b(?:60 s|60 min|24 h)\b/u);
      }),
    );
  });

  it('adds the date to another day', () => {
    expect(clock(noon, noon)).toBe('12:00:00');
    expect(clock(noon, noon, false)).toBe('12:00');
    expect(clock(noon - 86_400_000, noon)).toBe('21 Nov 12:00');
  });

  it('has the zone in full, once', () => {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    expect(fullTime(noon).split(timeZone)).toHaveLength(2);
  });

  it('says how long ago in one unit', () => {
    expect([0, 59, 60, 3599, 3600, 86_400].map((s) => age(noon - s * 1000, noon))).toEqual([
      'now',
      'now',
      '1 min',
      '59 min',
      '1 h',
      '1 d',
    ]);
  });

  it('fills a field with local time and reads it back', () => {
    expect(new Date(fieldTime(noon)).getTime()).toBe(noon);
  });
});
