import { expect, it } from 'vitest';
import { createLatencyHistogram } from '../domain/latency-histogram.ts';
import { createServedMeter } from './served.ts';

const minuteMs = 60_000;

function meter(startedMs: number) {
  let atMs = startedMs;
  let tick = { atMs: Number.POSITIVE_INFINITY, act: (): void => {} };
  const totals = { succeeded: 0, failed: 0, late: 0, refused: 0, rows: 0 };
  const latency = createLatencyHistogram();
  const lanes = [{ lane: { record: { totals, latency } } }];
  const served = createServedMeter({
    lanes: () => lanes as never,
    timers: {
      after(waitMs, act) {
        tick = { atMs: atMs + waitMs, act };
        return () => {
          tick = { atMs: Number.POSITIVE_INFINITY, act: () => {} };
        };
      },
    },
    nowMs: () => atMs,
  });
  return {
    served,
    totals,
    hasTimer: () => Number.isFinite(tick.atMs),
    answer(times: number, ms: number, rows = 1) {
      for (let time = 0; time < times; time++) latency.record(ms);
      totals.succeeded += times;
      totals.rows += times * rows;
    },
    pass(ms: number) {
      const endMs = atMs + ms;
      while (tick.atMs <= endMs) {
        atMs = tick.atMs;
        tick.act();
      }
      atMs = endMs;
    },
  };
}

it('tells the latency of the last hour and the requests in it, and forgets what is older', () => {
  const startedMs = new Date(2026, 5, 1, 9).getTime();
  const { served, totals, answer, pass } = meter(startedMs);
  expect(served.look()).toEqual({
    rows: 0,
    today: { rows: 0, sinceMs: startedMs },
    hour: { sinceMs: startedMs, answered: 0, notAnswered: 0, p50Ms: null, p99Ms: null },
  });

  answer(99, 2);
  answer(1, 100);
  Object.assign(totals, { failed: 1, late: 2, refused: 3 });
  pass(5 * minuteMs);
  const early = served.look();
  expect(early.hour).toMatchObject({ sinceMs: startedMs, answered: 100, notAnswered: 6 });
  expect(early.hour.p50Ms).toBeCloseTo(2, 1);

  pass(50 * minuteMs);
  answer(10, 8, 3);
  pass(10 * minuteMs);
  const { rows, hour } = served.look();
  expect(rows).toBe(130);
  expect(hour).toMatchObject({ sinceMs: startedMs + 5 * minuteMs, answered: 10, notAnswered: 0 });
  expect(hour.p50Ms).toBeCloseTo(8, 1);
  pass(120 * minuteMs);
  expect(served.look().hour).toMatchObject({ answered: 0, p50Ms: null });
});

it('counts the rows of a day from its midnight, or from the start', () => {
  const startedMs = new Date(2026, 5, 1, 23, 30).getTime();
  const { served, answer, pass } = meter(startedMs);
  answer(5, 1, 100);
  pass(20 * minuteMs);
  expect(served.look().today).toEqual({ rows: 500, sinceMs: startedMs });
  pass(20 * minuteMs);
  answer(1, 1, 7);
  const midnightMs = new Date(2026, 5, 2).getTime();
  expect(served.look().today).toEqual({ rows: 7, sinceMs: midnightMs });
});

it('leaves no timer behind', () => {
  const { served, hasTimer } = meter(0);
  expect(hasTimer()).toBe(true);
  served.stop();
  expect(hasTimer()).toBe(false);
});
