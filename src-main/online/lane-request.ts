import { type Failure, FailureError, failed } from '../contract/failure.ts';
import type { Batching } from '../contract/online.ts';
import type { RequestQueue } from '../domain/batching/request-queue.ts';
import type { Timers } from '../domain/timers.ts';
import { type Done, type LaneRequest, type RequestTerms, rowsOf, type Work } from './work.ts';

export interface NewRequest {
  /** The model as people call it, for messages. */
  title: string;
  work: Work;
  shape: string | null;
  arrivedMs: number;
}

/**
 * Puts a request into the queue. It leaves by itself when its caller does, and when its time is over or, as the settings
 * say, goes behind all others then.
 * @returns its answer @throws FailureError CANCELLED, DEADLINE, or what its batch fails with
 */
export function enqueue(
  queue: RequestQueue<LaneRequest>,
  { title, work, shape, arrivedMs }: NewRequest,
  { signal, ...terms }: Pick<RequestTerms, 'signal' | 'priority' | 'timeoutMs'>,
  batching: Pick<Batching, 'priority' | 'timeoutMs' | 'whenLate'>,
  { timers, nowMs }: { timers: Timers; nowMs(): number },
): Promise<Done> {
  const { promise, resolve, reject } = Promise.withResolvers<Done>();
  const timeoutMs = terms.timeoutMs ?? batching.timeoutMs;
  const undoTimeout =
    timeoutMs === null ? null : timers.after(Math.max(0, arrivedMs + timeoutMs - nowMs()), late);
  const request: LaneRequest = {
    work,
    rows: rowsOf(work),
    shape,
    priority: terms.priority ?? batching.priority,
    arrivedMs,
    place: null,
    triedBefore: false,
    isOver: false,
    succeed(done) {
      if (end()) resolve(done);
    },
    fail(failure) {
      if (end()) reject(new FailureError(failure));
    },
  };

  function end(): boolean {
    if (request.isOver) return false;
    request.isOver = true;
    undoTimeout?.();
    signal.removeEventListener('abort', leave);
    return true;
  }
  function leave(): void {
    queue.remove(request);
    request.fail(failed('CANCELLED', 'Cancelled.').failure);
  }
  function late(): void {
    if (terms.timeoutMs === null && batching.whenLate === 'delay') return queue.delay(request);
    queue.remove(request);
    request.fail(lateFailure(title, timeoutMs ?? 0));
  }

  signal.addEventListener('abort', leave, { once: true });
  queue.add(request);
  return promise;
}

function lateFailure(title: string, timeoutMs: number): Failure {
  return failed('DEADLINE', `${title} gave no answer within ${Math.round(timeoutMs)} ms.`, {
    retryable: true,
  }).failure;
}
