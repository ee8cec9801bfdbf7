import type { ServerResponse } from 'node:http';
import { failed } from '../contract/failure.ts';
import { createSlots } from '../domain/slots.ts';

/** Whether programs are let in to the models, and how many of their requests are under way. */
export interface InferenceGate {
  readonly isOpen: boolean;
  readonly inFlight: number;
  open(): void;
  /** Lets nobody in any more; resolves once those inside are answered, or were cut off after the grace. */
  close(graceMs: number): Promise<void>;
  /** Counts a request until its response is over. */
  enter(response: ServerResponse): void;
}

/** The answer of a server that lets no program in. */
export const serverOff = failed(
  'SERVER_OFF',
  'The local server is switched off, or on its way there. Switch it on in Foredeck, in the status bar or under Settings.',
  { retryable: true },
).failure;

export function inferenceGate(): InferenceGate {
  const inside = createSlots<ServerResponse>();
  let isOpen = true;
  let emptied: (() => void)[] = [];
  return {
    get isOpen() {
      return isOpen;
    },
    get inFlight() {
      return inside.size;
    },
    open() {
      isOpen = true;
    },
    async close(graceMs) {
      isOpen = false;
      if (inside.size === 0) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      emptied.push(resolve);
      const cutOff = setTimeout(() => {
        for (const response of inside) response.destroy();
      }, graceMs);
      await promise;
      clearTimeout(cutOff);
    },
    enter(response) {
      const slot = inside.put(response);
      response.once('close', () => {
        inside.free(slot);
        if (inside.size > 0) return;
        for (const tell of emptied) tell();
        emptied = [];
      });
    },
  };
}
