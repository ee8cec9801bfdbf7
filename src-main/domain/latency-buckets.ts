import { binsPerOctave, type LatencyHistogram, smallestMs } from './latency-histogram.ts';

/** 64 µs and 67 s, as powers of two of the histogram's least time. */
const firstOctave = 6;
const lastOctave = 26;

/**
 * How many times were shorter than 64 µs, 128 µs and so on up to 67 s. The bounds are edges of the histogram's own bins,
 * so the counts are exact.
 */
export function latencyBuckets({ counts }: LatencyHistogram): { belowMs: number; count: number }[] {
  const buckets: { belowMs: number; count: number }[] = [];
  let bin = 0;
  let count = 0;
  for (let octave = firstOctave; octave <= lastOctave; octave++) {
    while (bin < octave * binsPerOctave) count += counts[bin++] as number;
    buckets.push({ belowMs: smallestMs * 2 ** octave, count });
  }
  return buckets;
}
