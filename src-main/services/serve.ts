import { ORPCError } from '@orpc/client';
import { ValidationError } from '@orpc/contract';
import type { Router } from '@orpc/server';
import { RPCHandler } from '@orpc/server/websocket';
import { type Channel, memoryChannels } from '../contract/channel.ts';
import { type ContractConnection, connectContract } from '../contract/client.ts';
import { type Failure, FailureError, failed, toFailure } from '../contract/failure.ts';
import type { Contract } from '../contract/index.ts';
import { endedBy } from './ended-by.ts';

/** Who is on the other end of a channel; procedures get it as their context. */
export type Caller = { shell: 'desktop' | 'browser' | 'command' };

/** What `implement(contract).$context<Caller>().router({...})` makes. */
export type ContractRouter = Router<Contract, Caller>;

/** Something unexpected on the serving side. Its stack stays here: the caller is told INTERNAL and no more. */
export type ServingTrouble = { call: string; error: unknown };

/** Frames a connection sends before the rest of the program gets its turn. */
const framesPerTurn = 32;
/** Streams a connection may have open: each costs main a little with every change. The console has a dozen. */
export const openStreamsMax = 100;

export interface ContractServer {
  /** Answers calls that come over this channel until it closes; every call and stream of it is then aborted. */
  attach(channel: Channel, caller: Caller): void;
  /** A client in this process, over the same serving path as any other. */
  connect(caller: Caller): ContractConnection;
  readonly connections: number;
  /** Closes every channel, and each one attached later. */
  stop(): void;
}

/**
 * Serves the contract. Input is checked here and nowhere else; whatever a procedure throws leaves as the one
 * failure shape, as the data of an oRPC error. A stream is asked to return as soon as its caller leaves; one that
 * is waiting then must listen to its `signal`, as nothing else can wake it.
 */
export function serveContract(
  router: ContractRouter,
  report: (trouble: ServingTrouble) => void,
): ContractServer {
  const refuse = (
    thrown: unknown,
    call: string,
    signal: AbortSignal | undefined,
  ): ORPCError<string, Failure> => {
    const failure = wireFailure(thrown, call, signal);
    if (failure) return wireError(failure);
    report({ call, error: thrown });
    return wireError(unexpected);
  };

  /** Streams open, by the context of their connection. */
  const streams = new WeakMap<Caller, number>();
  const handler = new RPCHandler<Caller>(router, {
    interceptors: [
      async (options) => {
        const call = options.request.url.pathname.slice(1).replaceAll('/', '.');
        try {
          const result = await options.next();
          if (!result.matched) throw failed('NOT_FOUND', `There is no call named ${call.slice(0, 100)}.`);
          return result;
        } catch (thrown) {
          throw refuse(thrown, call, options.request.signal);
        }
      },
    ],
    clientInterceptors: [
      async ({ next, path, signal, context }) => {
        const output = await next();
        if (!isStream(output)) return output;
        const call = path.join('.');
        const open = streams.get(context) ?? 0;
        if (open >= openStreamsMax) {
          await output.return?.();
          throw failed(
            'BAD_REQUEST',
            `${call}: this connection has ${open} streams open; leave some before opening another.`,
          );
        }
        streams.set(context, open + 1);
        return endedBy(output, signal, {
          failure: (thrown) => refuse(thrown, call, signal),
          onEnd: () => streams.set(context, (streams.get(context) ?? 1) - 1),
        });
      },
    ],
  });

  const open = new Set<Channel>();
  let stopped = false;

  const attach = (channel: Channel, caller: Caller): void => {
    if (stopped) {
      channel.close();
      return;
    }
    open.add(channel);
    const context = { ...caller };
    let sent = 0;
    const send = async (frame: string): Promise<void> => {
      await channel.send(frame);
      sent += 1;
      // A stream whose frames are all ready would otherwise keep the event loop to itself, on a port for good.
      if (sent % framesPerTurn === 0) await new Promise((resolve) => setImmediate(resolve));
    };
    const socket = { send, addEventListener() {} };
    const wire = socket as unknown as Parameters<typeof handler.message>[0];
    channel.onFrame((frame) => {
      // What is left to reject here is a frame that is no request at all: the other side is not speaking the contract.
      handler.message(wire, frame, { context }).catch(() => channel.close());
    });
    channel.onClose(() => {
      open.delete(channel);
      handler.close(wire);
    });
  };

  return {
    attach,
    connect(caller) {
      const [near, far] = memoryChannels();
      attach(far, caller);
      return connectContract(near);
    },
    get connections() {
      return open.size;
    },
    stop() {
      stopped = true;
      for (const channel of open) channel.close();
    },
  };
}

const unexpected: Failure = {
  code: 'INTERNAL',
  message: 'Something unexpected went wrong inside Foredeck. Its log has the details; please report it.',
  retryable: false,
};

function wireError(failure: Failure): ORPCError<string, Failure> {
  return new ORPCError(failure.code, { message: failure.message, data: failure });
}

/** The failure to send, or null for something unexpected. */
function wireFailure(thrown: unknown, call: string, signal: AbortSignal | undefined): Failure | null {
  if (thrown instanceof FailureError) return toFailure(thrown);
  if (thrown instanceof ORPCError && thrown.code === 'BAD_REQUEST') {
    return toFailure(refusedInput(call, thrown.cause instanceof ValidationError ? thrown.cause : null));
  }
  if (signal?.aborted) return toFailure(failed('CANCELLED', `${call} was cancelled by its caller.`));
  return null;
}

function refusedInput(call: string, refusal: ValidationError | null): FailureError {
  const issue = refusal?.issues[0];
  if (!issue) return failed('BAD_REQUEST', `${call}: the input cannot be read.`);
  const field = (issue.path ?? [])
    .map((step) => String(typeof step === 'object' ? step.key : step))
    .join('.');
  if (field === '') return failed('BAD_REQUEST', `${call}: ${issue.message}.`);
  return failed('BAD_REQUEST', `${call}: the field ${field} is refused: ${issue.message}.`, {
    details: { field },
  });
}

function isStream(value: unknown): value is AsyncIteratorObject<unknown, unknown, void> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
