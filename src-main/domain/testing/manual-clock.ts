import type { Timers } from '../timers.ts';

export interface ManualClock extends Timers {
  nowMs(): number;
  /** Lets time pass; timers go off in order. */
  advance(ms: number): void;
  /** The same, and what each timer starts settles before the next goes off. */
  advanceSettling(ms: number, settle: () => Promise<void>): Promise<void>;
  /** The process that set the timers is gone. */
  drop(): void;
}

/** A clock that stands still until it is told, with the timers that hang on it. */
export function manualClock(startMs = 0): ManualClock {
  let nowMs = startMs;
  let timers: { dueMs: number; act: () => void }[] = [];

  function goOff(untilMs: number): boolean {
    const next = timers.filter(({ dueMs }) => dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
    if (!next) {
      nowMs = untilMs;
      return false;
    }
    nowMs = Math.max(nowMs, next.dueMs);
    timers = timers.filter((other) => other !== next);
    next.act();
    return true;
  }

  return {
    nowMs: () => nowMs,
    after(waitMs, act) {
      const timer = { dueMs: nowMs + waitMs, act };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    advance(ms) {
      const untilMs = nowMs + ms;
      while (goOff(untilMs));
    },
    async advanceSettling(ms, settle) {
      const untilMs = nowMs + ms;
      while (goOff(untilMs)) await settle();
    },
    drop() {
      timers = [];
    },
  };
}
