import { expect, it } from 'vitest';
import { withGaps } from './TimeChart.tsx';

it('breaks the line where nothing was seen for a minute', () => {
  const points = [0, 12_000, 90_000].map((atMs) => ({ atMs, value: 1 }));
  expect(withGaps(points)).toEqual([points[0], points[1], { atMs: 12_001, value: null }, points[2]]);
  expect(withGaps([])).toEqual([]);
});
