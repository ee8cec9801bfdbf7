import { failed, type FailureError } from '../contract/failure.ts';

/**
 * Whether this process keeps to its own machine, and what it refused since that was switched on. Both lie in memory that
 * all threads of the process share, so a change counts in every one of them at once.
 */
export interface OfflineSwitch {
  readonly on: boolean;
  readonly refused: number;
  /** For another thread's {@link createOfflineSwitch}. */
  readonly memory: SharedArrayBuffer;
  /** Switching on begins to count anew. */
  set(on: boolean): void;
  /**
   * Counts a refusal and makes the error for whoever wanted out.
   * @param what e.g. `the connection to example.org:443`
   * @returns OFFLINE
   */
  refuse(what: string): FailureError;
  /** Calls after every change and refusal of this thread; returns the undo. */
  subscribe(listener: () => void): () => void;
}

const [onAt, refusedAt] = [0, 1];

/** @param memory that of a switch in another thread, for one and the same switch; left out, a new one that is off */
export function createOfflineSwitch(memory = new SharedArrayBuffer(8)): OfflineSwitch {
  const cells = new Int32Array(memory);
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };
  return {
    get on() {
      return Atomics.load(cells, onAt) === 1;
    },
    get refused() {
      return Atomics.load(cells, refusedAt);
    },
    memory,
    set(on) {
      const before = Atomics.exchange(cells, onAt, on ? 1 : 0);
      if (before === (on ? 1 : 0)) return;
      if (on) Atomics.store(cells, refusedAt, 0);
      tell();
    },
    refuse(what) {
      Atomics.add(cells, refusedAt, 1);
      tell();
      return failed('OFFLINE', `Foredeck is offline and refused ${what}.`, {
        details: { hint: 'Switch "Offline" off in Settings to allow connections to other machines.' },
      });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
