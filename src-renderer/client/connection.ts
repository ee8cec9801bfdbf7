import { type ClientLink, createORPCClient } from '@orpc/client';
import type { ContractRouterClient } from '@orpc/contract';
import { type Contract, failed } from '../../src-main/contract/index.ts';

export type Client = ContractRouterClient<Contract>;
type Link = ClientLink<Record<never, never>>;

/** One open way to the backend; `closed` settles when it is gone, for whatever reason. */
export interface Wire {
  link: Link;
  closed: Promise<void>;
  close: () => void;
}
/** Opens a wire, or rejects when the backend does not answer. */
export type OpenWire = (signal: AbortSignal) => Promise<Wire>;

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /** The backend does not answer; the next try is at `retryAtMs`. */
  | { kind: 'away'; sinceMs: number; retryAtMs: number };

export interface Connection {
  client: Client;
  state: () => ConnectionState;
  subscribe: (listener: (state: ConnectionState) => void) => () => void;
  start: () => void;
  retryNow: () => void;
  stop: () => void;
}

const waitsMs = [300, 700, 1500, 3000, 5000] as const;

/**
 * Keeps one wire to the backend open and opens it again when it is lost. Calls made while there is none are
 * refused with CLOSED at once, so that nothing waits without an end.
 */
export function createConnection(open: OpenWire, now: () => number = Date.now): Connection {
  let state: ConnectionState = { kind: 'connecting' };
  let wire: Wire | null = null;
  let stopping: AbortController | null = null;
  let wake: (() => void) | null = null;
  const listeners = new Set<(state: ConnectionState) => void>();

  const become = (next: ConnectionState) => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  const link: Link = {
    call(path, input, options) {
      if (wire) return wire.link.call(path, input, options);
      return Promise.reject(
        failed('CLOSED', 'Foredeck’s backend is away, so this was not sent. It can be tried again once it is back.', {
          retryable: true,
        }),
      );
    },
  };

  async function run(signal: AbortSignal) {
    let lost = 0;
    let sinceMs = now();
    while (!signal.aborted) {
      try {
        wire = await open(signal);
        lost = 0;
        become({ kind: 'open' });
        await Promise.race([wire.closed, aborted(signal)]);
        wire.close();
        sinceMs = now();
      } catch {
        // Why it could not be opened is not told to a page; that it could not is what is shown.
      }
      wire = null;
      if (signal.aborted) return;
      const waitMs = waitsMs[Math.min(lost, waitsMs.length - 1)] ?? 5000;
      lost += 1;
      become({ kind: 'away', sinceMs, retryAtMs: now() + waitMs });
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
        signal.addEventListener('abort', () => wake?.(), { once: true });
      });
    }
  }

  return {
    client: createORPCClient<Client>(link),
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start() {
      if (stopping) return;
      stopping = new AbortController();
      void run(stopping.signal);
    },
    retryNow() {
      wake?.();
    },
    stop() {
      stopping?.abort();
      stopping = null;
    },
  };
}

/**
 * Follows a stream for as long as the page lives: opens it again whenever the connection comes back.
 * The answer is the undo.
 */
export function follow<T>(
  connection: Connection,
  open: (client: Client, signal: AbortSignal) => Promise<AsyncIterable<T>>,
  onFrame: (frame: T) => void,
  againMs = 1000,
): () => void {
  let current: AbortController | null = null;
  async function run(signal: AbortSignal) {
    while (!signal.aborted && connection.state().kind === 'open') {
      try {
        for await (const frame of await open(connection.client, signal)) {
          if (signal.aborted) return;
          onFrame(frame);
        }
      } catch {
        // A stream that breaks is opened again below; what it showed stays on the screen.
      }
      await Promise.race([new Promise((resolve) => setTimeout(resolve, againMs)), aborted(signal)]);
    }
  }
  const onState = (state: ConnectionState) => {
    current?.abort();
    current = null;
    if (state.kind !== 'open') return;
    current = new AbortController();
    void run(current.signal);
  };
  onState(connection.state());
  const leave = connection.subscribe(onState);
  return () => {
    leave();
    current?.abort();
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
