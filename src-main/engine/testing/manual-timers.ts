import type { Timers } from '../client/timers.ts';

/** A clock that moves when the test says so. */
export function manualTimers(): Timers & { readonly nowMs: number; advance(byMs: number): void } {
  const due = new Map<symbol, { atMs: number; run: () => void }>();
  let nowMs = 0;
  return {
    get nowMs() {
      return nowMs;
    },
    after(waitMs, run) {
      const key = Symbol('timer');
      due.set(key, { atMs: nowMs + waitMs, run });
      return () => void due.delete(key);
    },
    advance(byMs) {
      const untilMs = nowMs + byMs;
      for (;;) {
        const [next] = [...due]
          .filter(([, timer]) => timer.atMs <= untilMs)
          .sort((a, b) => a[1].atMs - b[1].atMs);
        if (!next) break;
        due.delete(next[0]);
        nowMs = next[1].atMs;
        next[1].run();
      }
      nowMs = untilMs;
    },
  };
}
