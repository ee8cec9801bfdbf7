import { type Failure, toFailure } from '../../contract/failure.ts';
import type { FromEngine, ToEngine } from '../protocol.ts';
import { type Call, createCall, endFailure } from './calls.ts';
import type { Timers } from '../../domain/timers.ts';

export interface CallQueueOptions {
  timers: Timers;
  /** How long a process may take to answer a call that was cancelled before it is killed. */
  cancelGraceMs: number;
  /** To the present process. @throws when the message cannot be cloned. */
  send(message: ToEngine): void;
  /** Ends the present process; the calls in flight are then failed through `failSent`. */
  kill(): void;
}

export interface NewCallOptions {
  /** Null = none. */
  deadlineMs: number | null;
  signal?: AbortSignal | undefined;
  /** False keeps it until `sendWaiting`. */
  sendNow: boolean;
}

/** The calls to one engine process: those it has and those that wait for it to come up. */
export interface CallQueue {
  readonly sent: number;
  /** Those and the waiting ones. */
  readonly open: number;
  /** Resolves when those that are open now are over. */
  over(): Promise<void>;
  add(operation: string, payload: unknown, options: NewCallOptions): Promise<unknown>;
  take(reply: Extract<FromEngine, { kind: 'reply' }>): void;
  sendWaiting(): void;
  /** Fails what the process had, save calls that were ended before: those are told so. */
  failSent(why: Failure): void;
  failWaiting(why: Failure): void;
}

export function createCallQueue({ timers, cancelGraceMs, ...wire }: CallQueueOptions): CallQueue {
  /** In the order they were sent, so the first is the one the process is at. */
  const sent: Call[] = [];
  const waiting = new Set<Call>();
  let nextId = 1;

  function send(call: Call): void {
    sent.push(call);
    try {
      wire.send({ kind: 'call', id: call.id, operation: call.operation, payload: call.payload });
    } catch (error) {
      sent.splice(sent.indexOf(call), 1);
      call.reject(toFailure(error));
    }
  }

  function end(call: Call): void {
    if (waiting.delete(call)) {
      call.reject(endFailure(call));
      return;
    }
    wire.send({ kind: 'cancel', id: call.id });
    const [oldest] = sent;
    if (oldest === call && call.end === 'timeout') wire.kill();
    else endOldest();
  }

  /**
   * Kills the process when the call it is at was ended and stays unanswered for the grace. Only then: a call behind
   * it has not begun, is dropped by the process in its turn, and is not worth the lives of those before it.
   */
  function endOldest(): void {
    const [oldest] = sent;
    if (oldest?.end && !oldest.takeBackGrace)
      oldest.takeBackGrace = timers.after(cancelGraceMs, () => wire.kill());
  }

  return {
    get sent() {
      return sent.length;
    },
    get open() {
      return sent.length + waiting.size;
    },
    async over() {
      await Promise.allSettled([...sent, ...waiting].map(({ answer }) => answer));
    },
    add(operation, payload, { deadlineMs, signal, sendNow }) {
      const call = createCall({
        id: nextId++,
        operation,
        payload,
        signal,
        deadlineMs,
        timers,
        onEnd: end,
      });
      if (sendNow) send(call);
      else waiting.add(call);
      return call.answer;
    },
    take(reply) {
      const at = sent.findIndex(({ id }) => id === reply.id);
      const [call] = at < 0 ? [] : sent.splice(at, 1);
      if (!call) return;
      if (call.end) call.reject(endFailure(call));
      else if (reply.ok) call.resolve(reply.value);
      else call.reject(reply.failure);
      endOldest();
    },
    sendWaiting() {
      const calls = [...waiting];
      waiting.clear();
      for (const call of calls) send(call);
    },
    failSent(why) {
      const calls = sent.splice(0);
      for (const call of calls) call.reject(call.end ? endFailure(call) : why);
    },
    failWaiting(why) {
      const calls = [...waiting];
      waiting.clear();
      for (const call of calls) call.reject(why);
    },
  };
}
