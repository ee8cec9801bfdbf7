import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latencyBuckets } from './latency-buckets.ts';
import { createLatencyHistogram } from './latency-histogram.ts';

test('each bucket counts the times below its bound', () => {
  const times = fc.array(fc.double({ min: 0.0001, max: 200_000, noNaN: true }), { maxLength: 50 });
  fc.assert(
    fc.property(times, (all) => {
      const histogram = createLatencyHistogram();
      for (const ms of all) histogram.record(ms);
      for (const { belowMs, count } of latencyBuckets(histogram)) {
        // A time that the logarithm cannot tell from the bound may be counted on either side.
        expect(count).toBeGreaterThanOrEqual(all.filter((ms) => ms < belowMs * (1 - 1e-12)).length);
        expect(count).toBeLessThanOrEqual(all.filter((ms) => ms < belowMs * (1 + 1e-12)).length);
      }
    }),
  );
});
