import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { binRows, coarser, scaledReference } from './Histogram.tsx';

const sum = (values: readonly number[]) => values.reduce((total, one) => total + one, 0);

describe('the reference of a histogram', () => {
  it('is drawn with the area of the counts, whether it came as counts or as shares', () => {
    expect(scaledReference([10, 30], [1, 1])).toEqual([20, 20]);
    expect(scaledReference([10, 30], [0.25, 0.75])).toEqual([10, 30]);
  });

  it('is left out where there is nothing to compare', () => {
    expect(scaledReference([0, 0], [1, 1])).toBeNull();
    expect(scaledReference([1, 1], [0, 0])).toBeNull();
    expect(scaledReference([1, 1], [1])).toBeNull();
    expect(scaledReference([1], null)).toBeNull();
  });
});

describe('coarser bins', () => {
  it('keep every row, and the ends of the axis', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(1000), { minLength: 1, maxLength: 400 }),
        fc.integer({ min: 1, max: 120 }),
        (counts, most) => {
          const edges = Array.from({ length: counts.length + 1 }, (_, at) => at);
          const joined = coarser({ edges, counts, reference: null }, most);
          expect(joined.counts.length).toBeLessThanOrEqual(most);
          expect(joined.edges).toHaveLength(joined.counts.length + 1);
          expect(sum(joined.counts)).toBe(sum(counts));
          expect([joined.edges[0], joined.edges.at(-1)]).toEqual([0, counts.length]);
        },
      ),
    );
  });
});

it('has the same numbers as a table', () => {
  expect(binRows({ edges: [0, 0.5, 1], counts: [10, 30], reference: [1, 3] })).toEqual([
    { bin: '0 – 0.5', rows: 10, reference: 10 },
    { bin: '0.5 – 1', rows: 30, reference: 30 },
  ]);
});
