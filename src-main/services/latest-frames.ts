/** Tells `changed` of every change from now on, and whether it should be shown at once; returns the undo. */
export type Listen = (changed: (atOnce?: boolean) => void) => () => void;

/**
 * A stream of the newest state: one frame at once, then one after changes, however many there were, at most every
 * `atMostEveryMs` unless a change says that it should be shown at once; with `atLeastEveryMs` also one when nothing
 * was said for so long. Ends quietly with the signal.
 */
export async function* latestFrames<T>(
  frame: () => Promise<T>,
  options: { signal: AbortSignal; listen: Listen; atMostEveryMs: number; atLeastEveryMs?: number },
): AsyncGenerator<T> {
  const { signal, atMostEveryMs, atLeastEveryMs } = options;
  let changed = false;
  let atOnce = false;
  let look = (): void => {};
  const undo = options.listen((now = false) => {
    changed = true;
    atOnce ||= now;
    look();
  });
  const onAbort = (): void => look();
  signal.addEventListener('abort', onAbort, { once: true });

  /** Waits so long (null: for ever), or until `over` holds after a change, or for the end of the stream. */
  const pause = (waitMs: number | null, over: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const timer = waitMs === null ? undefined : setTimeout(resolve, waitMs);
      look = () => {
        if (!over() && !signal.aborted) return;
        clearTimeout(timer);
        resolve();
      };
      look();
    });

  try {
    while (!signal.aborted) {
      changed = false;
      atOnce = false;
      yield await frame();
      await pause(atMostEveryMs, () => atOnce);
      if (!changed) {
        await pause(atLeastEveryMs === undefined ? null : atLeastEveryMs - atMostEveryMs, () => changed);
      }
    }
  } finally {
    undo();
    signal.removeEventListener('abort', onAbort);
  }
}
