/** Lets work that finishes in any order take effect in the order of its numbers. */
export interface CommitOrder {
  /** Resolves when every number before `number` has passed; rejects when the signal aborts first. */
  turn(number: number, signal: AbortSignal): Promise<void>;
  /** Says that the one whose turn it is has taken effect. */
  pass(): void;
}

export function createCommitOrder(first: number): CommitOrder {
  let current = first;
  const waiting = new Map<number, () => void>();
  return {
    turn(number, signal) {
      if (signal.aborted) return Promise.reject(signal.reason);
      if (number === current) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const abort = () => {
          waiting.delete(number);
          reject(signal.reason);
        };
        signal.addEventListener('abort', abort, { once: true });
        waiting.set(number, () => {
          signal.removeEventListener('abort', abort);
          resolve();
        });
      });
    },
    pass() {
      current++;
      const next = waiting.get(current);
      waiting.delete(current);
      next?.();
    },
  };
}
