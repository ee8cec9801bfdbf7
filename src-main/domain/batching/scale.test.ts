import { expect, it } from 'vitest';
import { decideScale, type Load } from './scale.ts';

const settings = { upAfterMs: 50, downAfterMs: 1_000, loadWaitMs: 0 };
const load: Load = { instances: 2, most: 4, oldestMs: null, allNeededAtMs: 0 };
const decide = (change: Partial<Load>, nowMs = 0) => decideScale({ ...load, ...change }, settings, nowMs);

it('asks for one more when a request has waited long enough, and not beyond the most', () => {
  expect(decide({ oldestMs: 20 })).toEqual({ instances: 2, againMs: 30 });
  expect(decide({ oldestMs: 50 })).toEqual({ instances: 3, againMs: null });
  expect(decide({ oldestMs: 500, instances: 4 })).toEqual({ instances: 4, againMs: null });
});

it('gives one back when the last was not needed for long, and keeps the last one', () => {
  expect(decide({ allNeededAtMs: 400 }, 900)).toEqual({ instances: 2, againMs: 500 });
  expect(decide({ allNeededAtMs: 400 }, 1_400)).toEqual({ instances: 1, againMs: null });
  expect(decide({ instances: 1 }, 1_000_000)).toEqual({ instances: 1, againMs: null });
});

it('follows a cap that was lowered', () => {
  expect(decide({ instances: 4, most: 2, oldestMs: 500 })).toEqual({ instances: 2, againMs: null });
});
