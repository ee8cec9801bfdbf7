import { AsyncLocalStorage } from 'node:async_hooks';

const signals = new AsyncLocalStorage<AbortSignal>();

/** Has everything that a call of the supervisor does know the call's signal. */
export function withCallSignal<T>(signal: AbortSignal, call: () => T): T {
  return signals.run(signal, call);
}

/** Aborted when the caller no longer wants the result; null outside of a call. Only what waits for others needs it. */
export function callSignal(): AbortSignal | null {
  return signals.getStore() ?? null;
}
