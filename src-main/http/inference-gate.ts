import type { ServerResponse } from 'node:http';
import { failed } from '../contract/failure.ts';
import { Caller } from '../domain/caller.ts';
import { createSlots } from '../domain/slots.ts';

/** Whether programs are let in to the models, and how many of their requests are under way. */
export interface InferenceGate {
  readonly isOpen: boolean;
  readonly inFlight: number;
  open(): void;
  /**
   * Lets nobody in any more; resolves once those inside are answered. Who is not by the end of the grace is told to stop,
   * so that each can still be answered with why, and is cut off a moment later.
   */
  close(graceMs: number): Promise<void>;
  /**
   * Counts a request until its response is over.
   * @returns who waits for it, and leaves also when it takes longer than a closing gate allows
   */
  enter(response: ServerResponse): Caller;
}

/** The answer of a server that lets no program in. */
export const serverOff = failed(
  'SERVER_OFF',
  'The local server is switched off, or on its way there. Switch it on in Foredeck, in the status bar or under Settings.',
  { retryable: true },
).failure;

/** For the answers of those that were told to stop. */
const lastWordMs = 500;

export function inferenceGate(): InferenceGate {
  const inside = createSlots<{ response: ServerResponse; caller: Caller }>();
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
      const cutOff = (): void => {
        for (const { response } of inside) response.destroy();
      };
      let timer = setTimeout(() => {
        timer = setTimeout(cutOff, lastWordMs);
        for (const { caller } of inside) caller.leave();
      }, graceMs);
      await promise;
      clearTimeout(timer);
    },
    enter(response) {
      const caller = new Caller();
      const slot = inside.put({ response, caller });
      response.once('close', () => {
        inside.free(slot);
        if (!response.writableFinished) caller.leave();
        if (inside.size > 0) return;
        for (const tell of emptied) tell();
        emptied = [];
      });
      return caller;
    },
  };
}
