import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Bounds, fitBounds, minimumSize } from './bounds.ts';

const one: Bounds = { x: 0, y: 25, width: 1440, height: 875 };
const left: Bounds = { x: -1920, y: 0, width: 1920, height: 1040 };

test('without a memory it is in the middle of the first display', () => {
  expect(fitBounds(null, [one, left])).toEqual({ x: 60, y: 33, width: 1320, height: 860 });
});

test('what is remembered and can be seen is kept', () => {
  const bounds = { x: -1800, y: 40, width: 1000, height: 700 };
  expect(fitBounds(bounds, [one, left])).toEqual(bounds);
});

test('on a display that is gone it is centred on the first one with its size', () => {
  expect(fitBounds({ x: -1800, y: 40, width: 1000, height: 700 }, [one])).toEqual({
    x: 220,
    y: 113,
    width: 1000,
    height: 700,
  });
});

test('half outside, it is moved in whole', () => {
  expect(fitBounds({ x: 1300, y: 800, width: 1000, height: 700 }, [one])).toEqual({
    x: 440,
    y: 200,
    width: 1000,
    height: 700,
  });
});

const area = fc.record({
  x: fc.integer({ min: -5000, max: 5000 }),
  y: fc.integer({ min: -5000, max: 5000 }),
  width: fc.integer({ min: 320, max: 4000 }),
  height: fc.integer({ min: 240, max: 3000 }),
});
const bounds = fc.record({
  x: fc.integer({ min: -100_000, max: 100_000 }),
  y: fc.integer({ min: -100_000, max: 100_000 }),
  width: fc.integer({ min: 1, max: 100_000 }),
  height: fc.integer({ min: 1, max: 100_000 }),
});

test('whatever is remembered, the window lies wholly on one display', () => {
  fc.assert(
    fc.property(fc.option(bounds), fc.tuple(area, area), (remembered, areas) => {
      const fitted = fitBounds(remembered, areas);
      const inside = areas.find(
        ({ x, y, width, height }) =>
          fitted.x >= x &&
          fitted.y >= y &&
          fitted.x + fitted.width <= x + width &&
          fitted.y + fitted.height <= y + height &&
          fitted.width >= Math.min(minimumSize.width, width),
      );
      expect(inside).toBeDefined();
      expect(fitBounds(fitted, areas)).toEqual(fitted);
    }),
    { seed: 11, numRuns: 500 },
  );
});
