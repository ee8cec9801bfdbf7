import { type LaidOutTrees, nodeField, nodeWords } from './lay-out.ts';

/**
 * Rows on which two readings of the same trees would differ: every value is a threshold of its feature, the float
 * before or behind it, NaN, or far off. The same rows for the same trees.
 */
export function probeRows({ ints, floats }: LaidOutTrees, width: number, rows: number): Float32Array {
  const thresholds = Array.from({ length: width }, (): number[] => []);
  for (let word = 0; word < ints.length; word += nodeWords) {
    const threshold = floats[word + nodeField.threshold] as number;
    if (Number.isFinite(threshold)) thresholds[ints[word + nodeField.feature] as number]?.push(threshold);
  }
  const random = sequence();
  const values = new Float32Array(rows * width);
  const bits = new Int32Array(values.buffer);
  for (let i = 0; i < values.length; i++) {
    const known = thresholds[i % width] ?? [];
    const kind = random(20);
    values[i] = known.length > 0 ? (known[random(known.length)] as number) : random(1000) - 500;
    if (kind < 6) bits[i] = (bits[i] as number) + (values[i] === 0 ? 0 : kind < 3 ? 1 : -1);
    // In every fourth row only, so that most blocks take the way without NaN.
    else if (kind === 6 && Math.floor(i / width / (rows / 4)) === 3) values[i] = Number.NaN;
    else if (kind === 7) values[i] = random(2) === 0 ? -3.4e38 : 3.4e38;
  }
  return values;
}

/** Whole numbers below a bound, the same ones every time (mulberry32, T. Ettinger 2017). */
function sequence(): (below: number) => number {
  let state = 1;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}
