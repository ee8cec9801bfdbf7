type Stream = AsyncIteratorObject<unknown, unknown, void>;

/**
 * The same stream, ended by a signal: a pending `next` answers "done" at once and the source is asked to return,
 * once. `failure` translates what the source throws; `onEnd` is told once, however the stream ends. Not an async generator, because the `return` of one waits
 * for its pending `next`.
 */
export function endedBy(
  source: Stream,
  signal: AbortSignal | undefined,
  { failure, onEnd }: { failure: (thrown: unknown) => Error; onEnd: () => void },
): Stream {
  let ended = false;
  /** Ends the pending `next`. Not a promise to race with: a long stream would pile up reactions on it. */
  let wake: (() => void) | null = null;

  const finish = (): void => {
    ended = true;
    signal?.removeEventListener('abort', onAbort);
    onEnd();
  };
  const end = (): Promise<unknown> | undefined => {
    if (ended) return undefined;
    finish();
    wake?.();
    return source.return?.(undefined);
  };
  function onAbort(): void {
    end()?.catch(() => undefined);
  }
  if (signal?.aborted) onAbort();
  else signal?.addEventListener('abort', onAbort, { once: true });

  const stream: Stream = {
    async next() {
      if (ended) return { done: true, value: undefined };
      try {
        const result = await new Promise<IteratorResult<unknown, unknown>>((resolve, reject) => {
          wake = () => resolve({ done: true, value: undefined });
          source.next().then(resolve, reject);
        });
        if (result.done && !ended) finish();
        return result;
      } catch (thrown) {
        if (ended) return { done: true, value: undefined };
        finish();
        throw failure(thrown);
      }
    },
    async return(value) {
      // Not awaited: a source that waits for something else must not hold up the one who leaves.
      onAbort();
      return { done: true, value };
    },
    async throw(thrown) {
      onAbort();
      throw thrown;
    },
    [Symbol.asyncIterator]: () => stream,
    async [Symbol.asyncDispose]() {
      onAbort();
    },
  };
  return stream;
}
