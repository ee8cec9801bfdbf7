import { type ClientContext, type ClientLink, createORPCClient } from '@orpc/client';
import {
  type ContractClient,
  type ContractConnection,
  connectContract,
} from '../../src-main/contract/client.ts';
import type { Channel } from '../../src-main/contract/channel.ts';
import { type Failure, failed, failureOf, toFailure } from '../../src-main/contract/index.ts';

/** Opens a channel to the backend, or rejects: with UNAUTHORIZED when it answers and refuses this page. */
export type OpenChannel = (signal: AbortSignal) => Promise<Channel>;

export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'open' }
  /**
   * The backend does not answer, or answers and refuses this page (it was started anew and knows its session no
   * more); the next try is at `retryAtMs`.
   */
  | { kind: 'away'; refused: boolean; sinceMs: number; retryAtMs: number };

export interface Connection {
  /** Stays the same over all reconnections. */
  client: ContractClient;
  state: () => ConnectionState;
  subscribe: (listener: (state: ConnectionState) => void) => () => void;
  start: () => void;
  retryNow: () => void;
  stop: () => void;
}

const waitsMs = [300, 700, 1500, 3000, 5000] as const;

/**
 * Keeps one way to the backend open and opens it again when it is lost. Calls made while there is none are
 * refused with CLOSED at once, so that nothing waits without an end.
 */
export function createConnection(open: OpenChannel, now: () => number = Date.now): Connection {
  let state: ConnectionState = { kind: 'connecting' };
  let current: ContractConnection | null = null;
  let stopping: AbortController | null = null;
  let wake: (() => void) | null = null;
  const listeners = new Set<(state: ConnectionState) => void>();

  const become = (next: ConnectionState) => {
    state = next;
    for (const listener of listeners) listener(next);
  };

  const link: ClientLink<ClientContext> = {
    async call(path, input, options) {
      if (!current) {
        throw failed(
          'CLOSED',
          'Foredeck’s backend is away, so this was not sent. Try again once it is back.',
          {
            retryable: true,
          },
        );
      }
      return callable(current.client, path)(input, options);
    },
  };

  async function run(signal: AbortSignal) {
    let lost = 0;
    let sinceMs = now();
    let refused = false;
    while (!signal.aborted) {
      try {
        current = connectContract(await open(signal));
        lost = 0;
        refused = false;
        become({ kind: 'open' });
        await Promise.race([current.closed, aborted(signal)]);
        current.close();
        sinceMs = now();
      } catch (thrown) {
        refused = toFailure(thrown).code === 'UNAUTHORIZED';
      }
      current = null;
      if (signal.aborted) return;
      const waitMs = waitsMs[Math.min(lost, waitsMs.length - 1)] ?? 5000;
      lost += 1;
      become({ kind: 'away', refused, sinceMs, retryAtMs: now() + waitMs });
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
    client: createORPCClient<ContractClient>(link),
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

type Call = (input: unknown, options: unknown) => Promise<unknown>;

function callable(client: ContractClient, path: readonly string[]): Call {
  let node: unknown = client;
  for (const name of path) node = (node as Record<string, unknown>)[name];
  return node as Call;
}

export interface FollowOptions {
  /** How long a stream that broke or ended is left alone. */
  againMs?: number;
  /** Told why a stream broke, but not of a lost connection, which shows by itself. Answering 'enough' ends it for good. */
  onFailure?(failure: Failure): 'again' | 'enough';
}

/**
 * Follows a stream until the undo, which is the answer: opens it again when it breaks and whenever the connection comes
 * back. What it showed stays on the screen meanwhile.
 */
export function follow<T>(
  connection: Connection,
  open: (client: ContractClient, signal: AbortSignal) => Promise<AsyncIterable<T>>,
  onFrame: (frame: T) => void,
  { againMs = 1000, onFailure = () => 'again' }: FollowOptions = {},
): () => void {
  let current: AbortController | null = null;
  async function run(signal: AbortSignal) {
    while (!signal.aborted && connection.state().kind === 'open') {
      try {
        for await (const frame of await open(connection.client, signal)) {
          if (signal.aborted) return;
          onFrame(frame);
        }
      } catch (thrown) {
        if (signal.aborted) return;
        const failure = failureOf(thrown);
        if (failure.code !== 'CLOSED' && onFailure(failure) === 'enough') return undo();
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
  const leave = connection.subscribe(onState);
  function undo() {
    leave();
    current?.abort();
  }
  onState(connection.state());
  return undo;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
