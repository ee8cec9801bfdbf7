/** One-shot timers; what is handed back undoes the timer. Injected so that tests own the time. */
export type Timers = { after(waitMs: number, act: () => void): () => void };

// The platforms' timers take no more than that and would go off at once.
const longestWaitMs = 2 ** 31 - 1;

/** The platform's timers. One that waits for longer than they can goes off early. */
export const systemTimers: Timers = {
  after(waitMs, act) {
    const timer = setTimeout(act, Math.min(waitMs, longestWaitMs));
    return () => clearTimeout(timer);
  },
};
