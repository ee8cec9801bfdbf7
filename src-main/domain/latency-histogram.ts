/** Bins for each doubling; a value is told to within 2^(1/64), 1.1 %, and its middle to half of that. */
export const binsPerOctave = 64;
export const smallestMs = 0.001;
/** From a microsecond to more than an hour. */
const octaves = 32;

/**
 * A histogram of times in milliseconds with bins of equal ratio. Two of them add up element by element, so minutes make
 * an hour.
 */
export interface LatencyHistogram {
  readonly count: number;
  readonly counts: Uint32Array;
  record(ms: number): void;
  add(other: LatencyHistogram): void;
  /** Takes away another that is part of it, as a count of before is of a count of now. */
  subtract(other: LatencyHistogram): void;
  clear(): void;
  /** The time that a share `q` of all (0..1) does not pass; NaN when there are none. */
  quantile(q: number): number;
}

export function createLatencyHistogram(): LatencyHistogram {
  const counts = new Uint32Array(binsPerOctave * octaves);
  let count = 0;
  return {
    counts,
    get count() {
      return count;
    },
    record(ms) {
      const bin = Math.floor(Math.log2(Math.max(ms, smallestMs) / smallestMs) * binsPerOctave);
      const at = Math.min(counts.length - 1, bin);
      counts[at] = (counts[at] as number) + 1;
      count += 1;
    },
    add(other) {
      for (let bin = 0; bin < counts.length; bin++) {
        counts[bin] = (counts[bin] as number) + (other.counts[bin] as number);
      }
      count += other.count;
    },
    subtract(other) {
      for (let bin = 0; bin < counts.length; bin++) {
        counts[bin] = (counts[bin] as number) - (other.counts[bin] as number);
      }
      count -= other.count;
    },
    clear() {
      counts.fill(0);
      count = 0;
    },
    quantile(q) {
      if (count === 0) return Number.NaN;
      let left = Math.max(1, Math.ceil(q * count));
      let bin = 0;
      while (bin < counts.length - 1 && left > (counts[bin] as number)) left -= counts[bin++] as number;
      return smallestMs * 2 ** ((bin + 0.5) / binsPerOctave);
    },
  };
}
