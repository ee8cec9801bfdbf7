import { type Failure, FailureError, failed } from '../contract/failure.ts';
import type { Batching } from '../contract/online.ts';
import type { Place, Queued } from '../domain/batching/request-queue.ts';
import type { Asker } from '../domain/asker.ts';
import type { LatencyHistogram } from '../domain/latency-histogram.ts';
import type { CacheKey } from './answer-cache.ts';
import { type CacheOutcome, type Done, type RequestTerms, rowsOf, type Work } from './work.ts';

/** What the lane of a request does when something happens to it. */
export interface RequestEvents {
  askerLeft(request: LaneRequest): void;
  /** Its time is over. */
  late(request: LaneRequest): void;
  succeeded(request: LaneRequest, done: Done): void;
  failed(request: LaneRequest, failure: Failure): void;
}

/** A request on its way through a lane. A class, since closures for each of some ten thousand a second cost their time. */
export class LaneRequest implements Queued {
  readonly work: Work;
  readonly rows: number;
  readonly arrivedMs: number;
  readonly priority: number;
  /** It named its own timeout, which no setting softens. */
  readonly hasOwnTimeout: boolean;
  /** Under which its answer is kept; null = it is not. */
  readonly cacheKey: CacheKey | null;
  readonly cacheOutcome: CacheOutcome;
  /** When its time is over. */
  dueMs: number;
  /** Requests of one shape can share a batch; null = it takes no company. */
  shape: string | null = null;
  place: Place | null = null;
  /** Its batch ended with the process, and it goes once more. */
  triedBefore = false;
  /** It is answered, or nobody waits for it. */
  isOver = false;
  /** @throws FailureError CANCELLED, DEADLINE, or what its batch fails with */
  readonly answer: Promise<Done>;
  private readonly asker: Asker;
  private readonly events: RequestEvents;
  private readonly resolve: (done: Done) => void;
  private readonly reject: (error: FailureError) => void;

  constructor(
    { work, terms, arrivedMs, cacheKey, cacheOutcome }: NewRequest,
    batching: Pick<Batching, 'priority' | 'timeoutMs'>,
    events: RequestEvents,
  ) {
    this.work = work;
    this.rows = rowsOf(work);
    this.arrivedMs = arrivedMs;
    this.cacheKey = cacheKey;
    this.cacheOutcome = cacheOutcome;
    this.priority = terms.priority ?? batching.priority;
    this.hasOwnTimeout = terms.timeoutMs !== null;
    this.dueMs = arrivedMs + (terms.timeoutMs ?? batching.timeoutMs ?? Number.POSITIVE_INFINITY);
    const { promise, resolve, reject } = Promise.withResolvers<Done>();
    this.answer = promise;
    this.resolve = resolve;
    this.reject = reject;
    this.events = events;
    this.asker = terms.asker;
    this.asker.awaits = this;
  }

  succeed(done: Done): void {
    if (!this.end()) return;
    this.events.succeeded(this, done);
    this.resolve(done);
  }

  fail(failure: Failure): void {
    if (!this.end()) return;
    this.events.failed(this, failure);
    this.reject(new FailureError(failure));
  }

  askerLeft(): void {
    this.events.askerLeft(this);
  }

  late(): void {
    this.events.late(this);
  }

  private end(): boolean {
    if (this.isOver) return false;
    this.isOver = true;
    this.asker.awaits = null;
    return true;
  }
}

export interface NewRequest {
  work: Work;
  terms: RequestTerms;
  arrivedMs: number;
  cacheKey: CacheKey | null;
  /** What is said of an answer that is computed. */
  cacheOutcome: CacheOutcome;
}

/** @param title the model as people call it */
export function lateFailure(title: string, { arrivedMs, dueMs }: LaneRequest): Failure {
  const timeoutMs = Number((dueMs - arrivedMs).toPrecision(3));
  return failed('DEADLINE', `${title} gave no answer within ${timeoutMs} ms.`, {
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
