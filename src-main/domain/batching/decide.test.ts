import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideBatch, type Waiting } from './decide.ts';

const settings = { maxRows: 8, preferredRows: [] as number[], windowMs: 0 };
const one = (rows: number, shape: string | null = 'a', arrivedMs = 0): Waiting => ({
  rows,
  shape,
  arrivedMs,
});

describe('a batch', () => {
  it('leaves at once when nobody else waits and no window is set', () => {
    expect(decideBatch([one(1)], settings, 0)).toEqual({ requests: 1, rows: 1, reason: 'idle' });
    expect(decideBatch([], settings, 0)).toEqual({ waitMs: null });
  });

  it('is not smaller than what the process has before it, unless it is full', () => {
    expect(decideBatch([one(1), one(1)], settings, 0, 3)).toEqual({ waitMs: null });
    expect(decideBatch([one(1), one(2)], settings, 0, 3)).toEqual({ requests: 2, rows: 3, reason: 'idle' });
    expect(decideBatch([one(4), one(5)], settings, 0, 6)).toEqual({ requests: 1, rows: 4, reason: 'full' });
  });

  it('takes what waits up to its rows, and counts rows, not requests', () => {
    expect(decideBatch([one(3), one(3), one(3)], settings, 0)).toEqual({
      requests: 2,
      rows: 6,
      reason: 'full',
    });
    expect(decideBatch([one(4), one(4), one(1)], settings, 0)).toEqual({
      requests: 2,
      rows: 8,
      reason: 'full',
    });
    expect(decideBatch([one(20), one(1)], settings, 0)).toEqual({ requests: 1, rows: 20, reason: 'full' });
  });

  it('closes before a request of another shape, and takes one that wants no company alone', () => {
    const queue = [one(1), one(1), one(1, 'b'), one(1)];
    expect(decideBatch(queue, settings, 0)).toEqual({ requests: 2, rows: 2, reason: 'shape' });
    expect(decideBatch([one(2, null), one(1)], settings, 0)).toEqual({
      requests: 1,
      rows: 2,
      reason: 'alone',
    });
  });

  it('waits out its window from the arrival of the oldest, whatever its place', () => {
    const waiting = { ...settings, windowMs: 10 };
    expect(decideBatch([one(1, 'a', 5), one(1, 'a', 2)], waiting, 6)).toEqual({ waitMs: 6 });
    expect(decideBatch([one(1, 'a', 5), one(1, 'a', 2)], waiting, 12)).toEqual({
      requests: 2,
      rows: 2,
      reason: 'window',
    });
  });

  it('leaves before the window when it has a preferred size, the largest there is', () => {
    const preferring = { ...settings, windowMs: 10, preferredRows: [2, 4] };
    const ones = (count: number) => Array.from({ length: count }, () => one(1));
    expect(decideBatch(ones(1), preferring, 0)).toEqual({ waitMs: 10 });
    expect(decideBatch(ones(3), preferring, 0)).toEqual({ requests: 2, rows: 2, reason: 'preferred' });
    expect(decideBatch(ones(5), preferring, 0)).toEqual({ requests: 4, rows: 4, reason: 'preferred' });
    expect(decideBatch(ones(9), preferring, 0)).toEqual({ requests: 8, rows: 8, reason: 'full' });
  });
});

const queues = fc.array(
  fc.record({
    rows: fc.integer({ min: 1, max: 12 }),
    shape: fc.constantFrom('a', 'b', null),
    arrivedMs: fc.integer({ min: 0, max: 20 }),
  }),
  { maxLength: 12 },
);

it('always takes a beginning of the queue that may go together, or says when to look again', () => {
  fc.assert(
    fc.property(
      queues,
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.integer({ min: 1, max: 10 }), { maxLength: 3 }),
      fc.integer({ min: 0, max: 20 }),
      fc.integer({ min: 0, max: 60 }),
      (queue, maxRows, preferredRows, windowMs, nowMs) => {
        const decision = decideBatch(queue, { maxRows, preferredRows, windowMs }, nowMs);
        if ('waitMs' in decision) {
          // It waits only for company that may still come, and never past the window of the oldest.
          if (queue.length === 0) return decision.waitMs === null;
          const oldestMs = Math.min(...queue.map(({ arrivedMs }) => arrivedMs));
          return (
            decision.waitMs !== null && decision.waitMs > 0 && nowMs + decision.waitMs <= oldestMs + windowMs
          );
        }
        const taken = queue.slice(0, decision.requests);
        const rows = taken.reduce((sum, waiting) => sum + waiting.rows, 0);
        const alike = taken.every(({ shape }) => shape === taken[0]?.shape);
        const fits = decision.requests === 1 || rows <= maxRows;
        const alone = taken[0]?.shape !== null || decision.requests === 1;
        return decision.requests >= 1 && rows === decision.rows && alike && fits && alone;
      },
    ),
  );
});
