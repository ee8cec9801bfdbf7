import { expect, it } from 'vitest';
import { createMeter } from './meter.ts';

it('gives the rate over the window, and over what has passed before that', () => {
  const meter = createMeter(0);
  for (let atMs = 0; atMs < 1_000; atMs += 100) meter.add(atMs);
  expect(meter.perSecond(1_000)).toBe(10);
  for (let atMs = 1_000; atMs < 10_000; atMs += 50) meter.add(atMs);
  expect(meter.perSecond(9_999)).toBeCloseTo(20, 5);
  // Nothing came for two of the three seconds.
  expect(meter.perSecond(12_000)).toBeCloseTo(20 / 3, 0);
  expect(meter.perSecond(20_000)).toBe(0);
});

it('makes no rate of the first moment', () => {
  const meter = createMeter(0);
  meter.add(1);
  expect(meter.perSecond(2)).toBe(2);
});

it('gives the median of what is in the window', () => {
  const meter = createMeter(0);
  expect(meter.median(0)).toBeNull();
  meter.add(0, 900);
  for (const value of [10, 30, 20]) meter.add(4_000, value);
  expect(meter.median(4_000)).toBe(20);
  meter.add(4_001, 40);
  expect(meter.median(4_001)).toBe(25);
  expect(meter.median(60_000)).toBeNull();
});
