import { type ClientContext, type ClientLink, type ClientOptions, createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { Channel } from './channel.ts';
import { FailureError, failed } from './failure.ts';
import { failureOf } from './failure-schema.ts';
import type { Contract } from './index.ts';

/** Every call and stream of the contract as functions. Whatever fails, fails with a {@link FailureError}. */
export type ContractClient = ContractRouterClient<Contract>;

export interface ContractConnection {
  client: ContractClient;
  /** Resolves when either side closed. By then every pending call was rejected with CLOSED and every stream ended so. */
  closed: Promise<void>;
  close(): void;
}

type CarrierSocket = ConstructorParameters<typeof RPCLink>[0]['websocket'];
const OPEN = 1;
const CLOSED = 3;

/**
 * Speaks the contract over a channel. Ending a stream (`return`, or leaving its `for await`) ends it on the serving
 * side; so does the `signal` given to a call, which then fails with CANCELLED.
 */
export function connectContract(channel: Channel): ContractConnection {
  let isClosed = false;
  const { promise: closed, resolve: tellClosed } = Promise.withResolvers<void>();
  const link = new RPCLink({ websocket: socketOver(channel, () => isClosed) });
  channel.onClose(() => {
    isClosed = true;
    tellClosed();
  });
  const guarded: ClientLink<ClientContext> = {
    async call(path, input, options: ClientOptions<ClientContext>) {
      const failure = (thrown: unknown): FailureError =>
        failureFrom(thrown, { isClosed, isCancelled: options.signal?.aborted === true });
      try {
        const output = await link.call(path, input, options);
        return isIterator(output) ? guardedStream(output, failure) : output;
      } catch (thrown) {
        throw failure(thrown);
      }
    },
  };
  return { client: createORPCClient<ContractClient>(guarded), closed, close: () => channel.close() };
}

/**
 * A channel in the shape of the socket that oRPC wants. It stays "open" until the close was told: in between oRPC
 * would throw from places where nobody listens, while all that is pending is rejected by the close anyway.
 */
function socketOver(channel: Channel, isClosed: () => boolean): CarrierSocket {
  const socket = {
    get readyState() {
      return isClosed() ? CLOSED : OPEN;
    },
    send: (frame: string) => channel.send(frame),
    addEventListener(kind: string, listener: (event: { data?: string }) => void) {
      if (kind === 'message') {
        channel.onFrame((data) => {
          // oRPC leaves a frame it cannot parse as an unhandled rejection.
          if (data.startsWith('{"i":')) listener({ data });
          else channel.close();
        });
      } else if (kind === 'close') channel.onClose(() => listener({}));
    },
    removeEventListener() {},
  };
  return socket as CarrierSocket;
}

function failureFrom(thrown: unknown, state: { isClosed: boolean; isCancelled: boolean }): FailureError {
  const failure = failureOf(thrown);
  if (failure.code !== 'INTERNAL') return new FailureError(failure);
  if (state.isCancelled) return failed('CANCELLED', 'The call was cancelled.');
  if (state.isClosed) {
    const message =
      'The connection to Foredeck closed before the answer came. Connect again and repeat the call.';
    return failed('CLOSED', message, { retryable: true });
  }
  return new FailureError(failure);
}

type Stream = AsyncIteratorObject<unknown, unknown, void>;

function isIterator(value: unknown): value is Stream {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

/** Not an async generator, because the `return` of one waits for a pending `next`. */
function guardedStream(source: Stream, failure: (thrown: unknown) => FailureError): Stream {
  let ended = false;
  const stream: Stream = {
    async next() {
      if (ended) return { done: true, value: undefined };
      try {
        const result = await source.next();
        if (result.done) ended = true;
        return result;
      } catch (thrown) {
        if (ended) return { done: true, value: undefined };
        ended = true;
        throw failure(thrown);
      }
    },
    async return(value) {
      ended = true;
      await source.return?.(undefined).catch(() => undefined);
      return { done: true, value };
    },
    async throw(thrown) {
      await stream.return?.(undefined);
      throw thrown;
    },
    [Symbol.asyncIterator]: () => stream,
    async [Symbol.asyncDispose]() {
      await stream.return?.(undefined);
    },
  };
  return stream;
}
