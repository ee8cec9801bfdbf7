/**
 * Somebody who waits for an answer, and may leave. It is what an AbortSignal is, for what is made with every request:
 * one of those, with a listener added and removed, costs more than all else that a request does in a queue.
 */
export class Caller {
  hasLeft = false;
  /** What waits for this caller now; told once when the caller leaves. */
  awaits: { callerLeft(): void } | null = null;

  leave(): void {
    if (this.hasLeft) return;
    this.hasLeft = true;
    this.awaits?.callerLeft();
  }
}

/** The same for whom an AbortSignal speaks. */
export function callerOf(signal: AbortSignal): Caller {
  const caller = new Caller();
  if (signal.aborted) caller.leave();
  else signal.addEventListener('abort', () => caller.leave(), { once: true });
  return caller;
}
