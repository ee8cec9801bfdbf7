import { setTimeout as wait } from 'node:timers/promises';

/** Tells `changed` of every change from now on; returns the undo. */
export type Listen = (changed: () => void) => () => void;

/**
 * A stream of the newest state: one frame at once, then one after changes, however many there were, at most every
 * `atMostEveryMs`; with `atLeastEveryMs` also one when nothing was said for so long. Ends quietly with the signal.
 */
export async function* latestFrames<T>(
  frame: () => Promise<T>,
  options: { signal: AbortSignal; listen: Listen; atMostEveryMs: number; atLeastEveryMs?: number },
): AsyncGenerator<T> {
  const { signal, atMostEveryMs, atLeastEveryMs } = options;
  let changed = false;
  let wake = (): void => {};
  const onChange = (): void => {
    changed = true;
    wake();
  };
  const undo = options.listen(onChange);
  signal.addEventListener('abort', onChange, { once: true });
  try {
    while (!signal.aborted) {
      changed = false;
      yield await frame();
      await wait(atMostEveryMs, undefined, { signal });
      if (changed) continue;
      await new Promise<void>((resolve) => {
        const timer =
          atLeastEveryMs === undefined ? null : setTimeout(resolve, atLeastEveryMs - atMostEveryMs);
        wake = () => {
          if (timer) clearTimeout(timer);
          resolve();
        };
        if (changed || signal.aborted) wake();
      });
      wake = () => {};
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    undo();
    signal.removeEventListener('abort', onChange);
  }
}
