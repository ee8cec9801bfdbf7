import { type Failure, FailureError, failed } from '../contract/failure.ts';
import type { Batching } from '../contract/online.ts';
import type { RequestQueue } from '../domain/batching/request-queue.ts';
import type { LatencyHistogram } from '../domain/latency-histogram.ts';
import type { Deadlines } from './deadlines.ts';
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
  deadlines: Deadlines,
  { title, work, shape, arrivedMs }: NewRequest,
  { signal, ...terms }: Pick<RequestTerms, 'signal' | 'priority' | 'timeoutMs'>,
  batching: Pick<Batching, 'priority' | 'timeoutMs' | 'whenLate'>,
): Promise<Done> {
  const { promise, resolve, reject } = Promise.withResolvers<Done>();
  const timeoutMs = terms.timeoutMs ?? batching.timeoutMs ?? Number.POSITIVE_INFINITY;
  const request: LaneRequest = {
    work,
    rows: rowsOf(work),
    shape,
    priority: terms.priority ?? batching.priority,
    arrivedMs,
    dueMs: arrivedMs + timeoutMs,
    place: null,
    triedBefore: false,
    isOver: false,
    succeed(done) {
      if (end()) resolve(done);
    },
    fail(failure) {
      if (end()) reject(new FailureError(failure));
    },
    late() {
      if (terms.timeoutMs === null && batching.whenLate === 'delay') {
        request.dueMs = Number.POSITIVE_INFINITY;
        return queue.delay(request);
      }
      queue.remove(request);
      request.fail(lateFailure(title, timeoutMs));
    },
  };

  function end(): boolean {
    if (request.isOver) return false;
    request.isOver = true;
    signal.removeEventListener('abort', leave);
    return true;
  }
  function leave(): void {
    queue.remove(request);
    request.fail(failed('CANCELLED', 'Cancelled.').failure);
  }

  signal.addEventListener('abort', leave, { once: true });
  queue.add(request);
  deadlines.watch(request);
  return promise;
}

function lateFailure(title: string, timeoutMs: number): Failure {
  return failed('DEADLINE', `${title} gave no answer within ${Math.round(timeoutMs)} ms.`, {
    retryable: true,
  }).failure;
}

export function queueFull(title: string, requests: number, latency: LatencyHistogram): FailureError {
  const retryAfterMs = latency.count > 0 ? Math.max(100, latency.quantile(0.5)) : 1_000;
  return failed(
    'QUEUE_FULL',
    `${requests} requests for ${title} wait already. Ask again in a moment, or less often.`,
    { details: { retryAfterMs }, retryable: true },
  );
}
