import type { Answer } from './connection.ts';
import type { LoadReport } from './load-messages.ts';

/** So much of a wrong answer is kept to be shown. */
const shownBytes = 400;

/** Counts answers and keeps their times, from `start` to `report`; wrong answers count from the beginning. */
export function createTally(mustContain: string) {
  const wanted = Buffer.from(mustContain);
  const wrong: Record<string, number> = {};
  let firstWrong: string | null = null;
  let timesMs: number[] = [];
  let startedMs = 0;

  const count = (why: string, shown: string): void => {
    wrong[why] = (wrong[why] ?? 0) + 1;
    firstWrong ??= `${why} ${shown}`.trim();
  };
  return {
    wrong: count,
    answer({ status, body }: Answer, ms: number): void {
      if (status !== 200) return count(`status ${status}`, body.toString('utf8', 0, shownBytes));
      if (!body.includes(wanted)) return count('another answer', body.toString('utf8', 0, shownBytes));
      timesMs.push(ms);
    },
    start(): void {
      timesMs = [];
      startedMs = performance.now();
    },
    report(cpuSeconds: number): LoadReport {
      const seconds = (performance.now() - startedMs) / 1000;
      const sorted = Float64Array.from(timesMs).sort();
      const at = (share: number): number =>
        (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN) * 1000;
      return {
        requests: sorted.length,
        seconds,
        perSecond: sorted.length / seconds,
        p50Us: at(0.5),
        p99Us: at(0.99),
        maxUs: at(1),
        wrong: { ...wrong },
        firstWrong,
        cpuSeconds,
      };
    },
  };
}
