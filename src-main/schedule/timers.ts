/** One-shot timers; what is handed back undoes the timer. Injected so that tests own the time. */
export type Timers = { after(waitMs: number, act: () => void): () => void };

/** The platform's timers. */
export const systemTimers: Timers = {
  after(waitMs, act) {
    const timer = setTimeout(act, waitMs);
    return () => clearTimeout(timer);
  },
};
