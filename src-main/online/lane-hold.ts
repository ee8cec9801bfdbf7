import { FailureError, failed, toFailure } from '../contract/failure.ts';
import type { Timers } from '../domain/timers.ts';
import type { HeldModel } from './engine-seat.ts';
import type { GraphPorts } from './messages.ts';

/** A model that is loaded, with what its graph takes. */
export interface Held {
  model: HeldModel;
  ports: GraphPorts;
  /** Whether the graph takes the tensors of several requests. */
  batchable: boolean;
}

export interface HoldOptions {
  /** As people call it, for messages. */
  title: string;
  /** Loads it where it is not. */
  load(): Promise<Held>;
  timers: Timers;
  nowMs(): number;
  /** How long it stays after the last request. */
  lingerMs(): number;
  onLoaded(held: Held): void;
}

/** Keeps a model loaded while requests for it are under way, and for a moment longer. */
export interface LaneHold {
  readonly held: Held | null;
  /** One more request needs it, until `letGo`. */
  take(): void;
  letGo(): void;
  /**
   * Resolves when it is loaded, at once where it is.
   * @param waitMs how long the load may go on, from its beginning; null = as long as it takes
   * @throws FailureError MODEL_LOADING, or what made the load fail
   */
  ready(waitMs: number | null): Promise<Held>;
  /** Loads it anew: nothing holds it any more. */
  renew(): void;
  /** Gives it back now unless a request needs it. */
  rest(): void;
}

const usualLoadMs = 1_000;

interface Waiter {
  resolve(held: Held): void;
  reject(failure: FailureError): void;
}

export function createLaneHold({ title, load, timers, nowMs, lingerMs, onLoaded }: HoldOptions): LaneHold {
  const waiters = new Set<Waiter>();
  let held: Held | null = null;
  let loadingSinceMs: number | null = null;
  let lastLoadMs = usualLoadMs;
  let users = 0;
  let undoLinger = (): void => {};

  function begin(): void {
    if (loadingSinceMs !== null) return;
    const startedMs = nowMs();
    loadingSinceMs = startedMs;
    load().then(
      (loaded) => {
        loadingSinceMs = null;
        lastLoadMs = nowMs() - startedMs;
        held = loaded;
        onLoaded(loaded);
        for (const waiter of waiters) waiter.resolve(loaded);
        waiters.clear();
        linger();
      },
      (error: unknown) => {
        loadingSinceMs = null;
        const failure = toFailure(error);
        for (const waiter of waiters) waiter.reject(new FailureError(failure));
        waiters.clear();
      },
    );
  }

  function giveBack(): void {
    undoLinger();
    held?.model.release();
    held = null;
  }

  function linger(): void {
    undoLinger();
    if (users === 0 && held) undoLinger = timers.after(lingerMs(), giveBack);
  }

  function stillLoading(): FailureError {
    const leftMs = Math.max(100, (loadingSinceMs ?? nowMs()) + lastLoadMs - nowMs());
    return failed('MODEL_LOADING', `${title} is still being loaded. Ask again in a moment.`, {
      details: { retryAfterMs: leftMs },
      retryable: true,
    });
  }

  return {
    get held() {
      return held;
    },
    take() {
      users += 1;
      undoLinger();
    },
    letGo() {
      users -= 1;
      linger();
    },
    ready(waitMs) {
      if (held) return Promise.resolve(held);
      begin();
      const { promise, resolve, reject } = Promise.withResolvers<Held>();
      const waiter: Waiter = { resolve, reject };
      const giveUp = (): void => {
        waiters.delete(waiter);
        reject(stillLoading());
      };
      waiters.add(waiter);
      const leftMs = waitMs === null ? null : (loadingSinceMs ?? nowMs()) + waitMs - nowMs();
      const undo = leftMs === null ? () => {} : timers.after(Math.max(0, leftMs), giveUp);
      return promise.finally(undo);
    },
    renew() {
      giveBack();
      begin();
    },
    rest() {
      if (users === 0) giveBack();
    },
  };
}
