import type { Batching, BatchReason } from '../../contract/online.ts';

/** A request in the queue, as far as batching looks at it. */
export interface Waiting {
  rows: number;
  /** Requests of one shape can share a batch; null = it takes no company. */
  shape: string | null;
  arrivedMs: number;
}

/** Send the first `requests` of the queue now, or look again in `waitMs` (null: when something has changed). */
export type Decision = { requests: number; rows: number; reason: BatchReason } | { waitMs: number | null };

const wait: Decision = { waitMs: null };

/**
 * Whether a batch leaves the queue now, when an instance has room for one. A pure rule in the manner of Triton's dynamic
 * batcher (triton-inference-server/core, `dynamic_batch_scheduler.cc`), but counting rows, not requests.
 *
 * Only a prefix of the queue is taken, so nobody is overtaken within a priority: a request of another shape closes the
 * batch before it. A request with more rows than a batch may have is a batch of its own.
 *
 * @param rowsAhead rows of the batches that the process has before this one: a smaller batch behind them would only cost
 * one more, so it waits for as many rows or for their end
 */
export function decideBatch(
  queue: Iterable<Waiting>,
  { maxRows, preferredRows, windowMs }: Pick<Batching, 'maxRows' | 'preferredRows' | 'windowMs'>,
  nowMs: number,
  rowsAhead = 0,
): Decision {
  let shape: string | null = null;
  let requests = 0;
  let rows = 0;
  let oldestMs = Number.POSITIVE_INFINITY;
  let preferred: Decision | null = null;
  for (const waiting of queue) {
    if (requests === 0) {
      if (waiting.shape === null) return { requests: 1, rows: waiting.rows, reason: 'alone' };
      shape = waiting.shape;
    } else if (waiting.shape !== shape) {
      return preferred ?? { requests, rows, reason: 'shape' };
    } else if (rows + waiting.rows > maxRows) {
      return preferred ?? { requests, rows, reason: 'full' };
    }
    requests += 1;
    rows += waiting.rows;
    oldestMs = Math.min(oldestMs, waiting.arrivedMs);
    if (rows >= maxRows) return { requests, rows, reason: 'full' };
    if (preferredRows.includes(rows)) preferred = { requests, rows, reason: 'preferred' };
  }
  if (requests === 0) return wait;
  if (preferred) return preferred;
  const leftMs = oldestMs + windowMs - nowMs;
  if (leftMs > 0) return { waitMs: leftMs };
  if (rows < rowsAhead) return wait;
  return { requests, rows, reason: windowMs > 0 ? 'window' : 'idle' };
}
