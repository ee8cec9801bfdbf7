/** What happened over the last seconds: how often each second, and the middle of what it measured. */
export interface Meter {
  /** @param value what was measured, e.g. milliseconds */
  add(atMs: number, value?: number): void;
  /** Happenings a second over the window, or over what has passed since the meter began. */
  perSecond(nowMs: number): number;
  /** The median of the values in the window; null when there are none. */
  median(nowMs: number): number | null;
}

/** Over less than this a rate would be a guess. */
const shortestMs = 500;

export function createMeter(beganMs: number, windowMs = 3_000): Meter {
  const happened: { atMs: number; value: number }[] = [];

  function inWindow(nowMs: number): readonly { value: number }[] {
    while (happened[0] && happened[0].atMs <= nowMs - windowMs) happened.shift();
    return happened;
  }

  return {
    add(atMs, value = 0) {
      happened.push({ atMs, value });
      inWindow(atMs);
    },
    perSecond(nowMs) {
      const passedMs = Math.max(shortestMs, Math.min(windowMs, nowMs - beganMs));
      return (inWindow(nowMs).length * 1000) / passedMs;
    },
    median(nowMs) {
      const values = inWindow(nowMs)
        .map(({ value }) => value)
        .sort((a, b) => a - b);
      const [low, high] = [values[(values.length - 1) >> 1], values[values.length >> 1]];
      return low === undefined || high === undefined ? null : (low + high) / 2;
    },
  };
}
