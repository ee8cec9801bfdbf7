import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Timers } from '../../domain/timers.ts';

export interface LoopDelay {
  p99Ms: number;
  maxMs: number;
}

export interface LoopDelayMeter {
  /** What was measured since the last call; zeros at the first one, which begins it. */
  look(): LoopDelay;
  stop(): void;
}

/** The monitor wakes the process so often, and what it tells has that much in it. */
const everyMs = 20;
/** Nobody has asked for so long: it rests, as an idle program should. */
const restAfterMs = 10 * 60_000;

/** Measures the delay of this process's event loop for as long as somebody asks for it now and then. */
export function createLoopDelayMeter(timers: Timers): LoopDelayMeter {
  const monitor = monitorEventLoopDelay({ resolution: everyMs });
  let undoRest = (): void => {};
  const late = (ns: number): number => Math.max(0, ns / 1e6 - everyMs);
  return {
    look() {
      undoRest();
      undoRest = timers.after(restAfterMs, () => monitor.disable());
      const isFirst = monitor.enable();
      const delay =
        isFirst || monitor.count === 0
          ? { p99Ms: 0, maxMs: 0 }
          : { p99Ms: late(monitor.percentile(99)), maxMs: late(monitor.max) };
      monitor.reset();
      return delay;
    },
    stop() {
      undoRest();
      monitor.disable();
    },
  };
}
