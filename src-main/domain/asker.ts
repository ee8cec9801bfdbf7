/**
 * Somebody who waits for an answer, and may leave. It is what an AbortSignal is, for what is made with every request:
 * one of those, with a listener added and removed, costs more than all else that a request does in a queue.
 */
export class Asker {
  hasLeft = false;
  /** What waits for this asker now; told once when the asker leaves. */
  awaits: { askerLeft(): void } | null = null;

  leave(): void {
    if (this.hasLeft) return;
    this.hasLeft = true;
    this.awaits?.askerLeft();
  }
}

/** The same for whom an AbortSignal speaks. */
export function askerOf(signal: AbortSignal): Asker {
  const asker = new Asker();
  if (signal.aborted) asker.leave();
  else signal.addEventListener('abort', () => asker.leave(), { once: true });
  return asker;
}
