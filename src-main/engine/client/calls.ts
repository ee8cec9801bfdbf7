import { type Failure, FailureError, failed } from '../../contract/failure.ts';
import type { Timers } from '../../domain/timers.ts';

/** Why a call is to be ended before its answer. */
type CallEnd = 'timeout' | 'cancel';

export interface Call {
  readonly id: number;
  readonly operation: string;
  readonly payload: unknown;
  /** Set once the caller gave up or the deadline passed. */
  end: CallEnd | null;
  /** What its caller waits on. */
  readonly answer: Promise<unknown>;
  resolve(value: unknown): void;
  reject(failure: Failure): void;
  /** Takes back the timer that would kill the process for this call. */
  takeBackGrace: (() => void) | null;
}

interface NewCall {
  id: number;
  operation: string;
  payload: unknown;
  signal: AbortSignal | undefined;
  deadlineMs: number | null;
  timers: Timers;
  /** Told once when the call is to be ended; the queue sees to it that it is. */
  onEnd(call: Call): void;
}

/** A call with its deadline and cancel signal attached. */
export function createCall({ id, operation, payload, signal, deadlineMs, timers, onEnd }: NewCall): Call {
  const { promise: answer, resolve, reject } = Promise.withResolvers<unknown>();
  const end = (reason: CallEnd): void => {
    if (call.end) return;
    call.end = reason;
    onEnd(call);
  };
  const cancel = (): void => end('cancel');
  const takeBackDeadline = deadlineMs === null ? null : timers.after(deadlineMs, () => end('timeout'));
  signal?.addEventListener('abort', cancel, { once: true });
  const settle = (): void => {
    takeBackDeadline?.();
    call.takeBackGrace?.();
    signal?.removeEventListener('abort', cancel);
  };
  const call: Call = {
    id,
    operation,
    payload,
    answer,
    end: null,
    takeBackGrace: null,
    resolve(value) {
      settle();
      resolve(value);
    },
    reject(failure) {
      settle();
      reject(new FailureError(failure));
    },
  };
  return call;
}

/** What the caller of an ended call is told, however the process took it. */
export function endFailure({ end, operation }: Call): Failure {
  return end === 'timeout'
    ? failed('ENGINE_TIMEOUT', `The engine did not finish "${operation}" within its deadline.`, {
        retryable: true,
      }).failure
    : failed('CANCELLED', 'Cancelled.').failure;
}
