import type { Timers } from '../timers.ts';

/** A clock that stands still until it is told, with the timers that hang on it. */
export function manualClock(startMs: number) {
  let nowMs = startMs;
  let timers: { dueMs: number; act: () => void }[] = [];
  const clock: Timers & {
    nowMs(): number;
    advance(ms: number, settle: () => Promise<void>): Promise<void>;
    drop(): void;
  } = {
    nowMs: () => nowMs,
    after: (waitMs, act) => {
      const timer = { dueMs: nowMs + waitMs, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    /** Lets time pass; timers go off in order, and what each starts settles before the next. */
    advance: async (ms, settle) => {
      const untilMs = nowMs + ms;
      for (;;) {
        const next = timers.filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
        if (!next) break;
        nowMs = Math.max(nowMs, next.dueMs);
        timers = timers.filter((other) => other !== next);
        next.act();
        await settle();
      }
      nowMs = untilMs;
    },
    /** The process that set them is gone. */
    drop: () => {
      timers = [];
    },
  };
  return clock;
}
