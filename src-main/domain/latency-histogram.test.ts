import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLatencyHistogram } from './latency-histogram.ts';

const times = fc.array(fc.double({ min: 0.001, max: 3e6, noNaN: true }), { minLength: 1, maxLength: 200 });

it('tells any share of what was recorded to within a hundredth', () => {
  fc.assert(
    fc.property(times, fc.double({ min: 0, max: 1, noNaN: true }), (recorded, q) => {
      const histogram = createLatencyHistogram();
      for (const ms of recorded) histogram.record(ms);
      const sorted = recorded.toSorted((a, b) => a - b);
      const exact = sorted[Math.max(0, Math.ceil(q * sorted.length) - 1)] as number;
      expect(Math.abs(histogram.quantile(q) / exact - 1)).toBeLessThan(0.01);
      expect(histogram.count).toBe(recorded.length);
    }),
  );
});

it('adds up with another, and forgets', () => {
  const [a, b] = [createLatencyHistogram(), createLatencyHistogram()];
  a.record(1);
  b.record(4);
  b.record(4);
  a.add(b);
  expect(a.count).toBe(3);
  expect(a.quantile(0.5)).toBeCloseTo(4, 1);
  a.subtract(b);
  expect(a.count).toBe(1);
  expect(a.quantile(0.5)).toBeCloseTo(1, 1);
  a.clear();
  expect(a.count).toBe(0);
  expect(a.quantile(0.5)).toBeNaN();
});
