import type { AppStatus } from '../contract/app.ts';
import { createLatencyHistogram, type LatencyHistogram } from '../domain/latency-histogram.ts';
import type { Timers } from '../domain/timers.ts';
import type { Lane } from '../online/index.ts';

export type Served = AppStatus['served'];

export interface ServedMeter {
  look(): Served;
  stop(): void;
}

/** What had been counted at a time, since the start. */
interface Mark {
  atMs: number;
  answered: number;
  notAnswered: number;
  latency: LatencyHistogram;
}

const markEveryMs = 60_000;
const hourMs = 3_600_000;

/**
 * Counts the requests of all lanes over the last hour, and their rows of today. A lane counts since the start, so a mark
 * a minute is kept to take away from that.
 */
export function createServedMeter(options: {
  /** Of every model that was asked for since the start; none of them leaves. */
  lanes(): { lane: Pick<Lane, 'record'> }[];
  timers: Timers;
  /** Wall clock. */
  nowMs(): number;
}): ServedMeter {
  const { lanes, timers, nowMs } = options;
  const startedMs = nowMs();
  let marks: Mark[] = [{ atMs: startedMs, answered: 0, notAnswered: 0, latency: createLatencyHistogram() }];
  let today = { day: dayOf(startedMs), sinceMs: startedMs, rowsBefore: 0 };
  let rows = 0;
  let undo = (): void => {};

  function count(): Mark {
    const mark: Mark = { atMs: nowMs(), answered: 0, notAnswered: 0, latency: createLatencyHistogram() };
    let rowsNow = 0;
    for (const { lane } of lanes()) {
      const { totals, latency } = lane.record;
      mark.answered += totals.succeeded;
      mark.notAnswered += totals.failed + totals.late + totals.refused;
      mark.latency.add(latency);
      rowsNow += totals.rows;
    }
    const day = dayOf(mark.atMs);
    if (day !== today.day) today = { day, sinceMs: midnightOf(mark.atMs), rowsBefore: rows };
    rows = rowsNow;
    return mark;
  }

  function tick(): void {
    undo = timers.after(markEveryMs, tick);
    const mark = count();
    const firstKept = marks.findLastIndex(({ atMs }) => mark.atMs - atMs >= hourMs);
    marks = [...marks.slice(Math.max(0, firstKept)), mark];
  }
  undo = timers.after(markEveryMs, tick);

  return {
    look() {
      const now = count();
      const before = marks.findLast(({ atMs }) => now.atMs - atMs >= hourMs) ?? (marks[0] as Mark);
      const { latency } = now;
      latency.subtract(before.latency);
      const share = (q: number): number | null => (latency.count > 0 ? latency.quantile(q) : null);
      return {
        rows,
        today: { rows: rows - today.rowsBefore, sinceMs: today.sinceMs },
        hour: {
          sinceMs: before.atMs,
          answered: now.answered - before.answered,
          notAnswered: now.notAnswered - before.notAnswered,
          p50Ms: share(0.5),
          p99Ms: share(0.99),
        },
      };
    },
    stop: () => undo(),
  };
}

function dayOf(atMs: number): string {
  return new Date(atMs).toDateString();
}

function midnightOf(atMs: number): number {
  return new Date(atMs).setHours(0, 0, 0, 0);
}
