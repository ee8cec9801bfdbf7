export interface Timers {
  /** Runs once after the wait; the answer takes it back. */
  after(waitMs: number, run: () => void): () => void;
}

export const systemTimers: Timers = {
  after(waitMs, run) {
    const timer = setTimeout(run, waitMs);
    return () => clearTimeout(timer);
  },
};
