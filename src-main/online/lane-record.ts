import type { FailureCode } from '../contract/failure.ts';
import type { BatchReason, BatchView, OnlineView } from '../contract/online.ts';
import { createLatencyHistogram, type LatencyHistogram } from '../domain/latency-histogram.ts';
import type { PredictTiming } from '../domain/predict-instances.ts';

/**
 * Everything that is counted about one lane since the start. Times are sums over the requests that succeeded, in
 * milliseconds: each of them counts the whole time of its batch.
 */
export interface LaneTotals {
  succeeded: number;
  failed: number;
  refused: number;
  late: number;
  left: number;
  /** Rows of the requests that succeeded, but for those answered from the cache. */
  rows: number;
  batches: number;
  byReason: Record<BatchReason, number>;
  requestMs: number;
  queueMs: number;
  encodeMs: number;
  inferMs: number;
  decodeMs: number;
  cacheHits: number;
  cacheMisses: number;
  /** Of `requestMs`, what the hits took. */
  cacheHitMs: number;
  coldStarts: number;
  coldStartMs: number;
  /** Batches that ended with their process and were sent once more. */
  triedAgain: number;
}

/** What is remembered of the requests and batches of one lane. */
export interface LaneRecord {
  readonly totals: Readonly<LaneTotals>;
  readonly latency: LatencyHistogram;
  readonly lastColdStartMs: number | null;
  /** The newest first. */
  batches(): BatchView[];
  instances(held: ReadonlySet<number>): OnlineView['instances'];
  lastMinute(): OnlineView['latency'];
  sent(batch: {
    rows: number;
    requests: number;
    reason: BatchReason;
    oldestMs: number;
    process: number;
  }): SentBatch;
  /** `atMs` is now; `timing` is that of its batch, null for an answer from the cache. */
  succeeded(request: {
    atMs: number;
    ms: number;
    queueMs: number;
    rows: number;
    timing: PredictTiming | null;
  }): void;
  /** By how it ended: late, left by its caller, refused, or with a failure. */
  failed(code: FailureCode): void;
  coldStart(ms: number): void;
  /** The cache was asked. */
  cacheAsked(found: boolean): void;
  /** The batch of a request ended with its process, and it goes once more. */
  triedAgain(): void;
}

export interface SentBatch {
  /** @param rows it really had: those of a body are known only now */
  answered(rows: number): void;
  failed(): void;
}

const endings: Partial<Record<FailureCode, 'late' | 'left' | 'refused'>> = {
  DEADLINE: 'late',
  CANCELLED: 'left',
  MODEL_LOADING: 'refused',
  QUEUE_FULL: 'refused',
};

const batchesKept = 50;
/** The last minute, in parts that are forgotten one at a time. */
const parts = 6;
const partMs = 10_000;

export function createLaneRecord(nowMs: () => number, wallMs: () => number): LaneRecord {
  const totals: LaneTotals = {
    ...{ succeeded: 0, failed: 0, refused: 0, late: 0, left: 0, rows: 0, batches: 0 },
    byReason: { full: 0, preferred: 0, window: 0, idle: 0, shape: 0, alone: 0 },
    ...{ requestMs: 0, queueMs: 0, encodeMs: 0, inferMs: 0, decodeMs: 0 },
    ...{ cacheHits: 0, cacheMisses: 0, cacheHitMs: 0, coldStarts: 0, coldStartMs: 0, triedAgain: 0 },
  };
  const latency = createLatencyHistogram();
  const recent = Array.from({ length: parts }, () => ({ part: -1, latency: createLatencyHistogram() }));
  const views: BatchView[] = [];
  const byProcess = new Map<number, { batches: number; rows: number }>();
  let lastColdStartMs: number | null = null;
  const startedMs = nowMs();

  function recentPart(atMs: number) {
    const part = Math.floor(atMs / partMs);
    const place = recent[part % parts] as (typeof recent)[number];
    if (place.part !== part) {
      place.part = part;
      place.latency.clear();
    }
    return place;
  }

  return {
    totals,
    latency,
    get lastColdStartMs() {
      return lastColdStartMs;
    },
    batches: () => views.toReversed(),
    instances(held) {
      const rows = [...byProcess.values()].reduce((sum, one) => sum + one.rows, 0);
      const numbers = [...new Set([...held, ...byProcess.keys()])].sort((a, b) => a - b);
      return numbers.map((process) => {
        const own = byProcess.get(process) ?? { batches: 0, rows: 0 };
        return { process, held: held.has(process), ...own, share: rows > 0 ? own.rows / rows : 0 };
      });
    },
    lastMinute() {
      const now = Math.floor(nowMs() / partMs);
      const all = createLatencyHistogram();
      for (const { part, latency: own } of recent) if (part > now - parts) all.add(own);
      if (all.count === 0) return null;
      const seconds = Math.max(
        1,
        Math.min(nowMs() - startedMs, (parts - 1) * partMs + (nowMs() % partMs)) / 1000,
      );
      return { p50Ms: all.quantile(0.5), p99Ms: all.quantile(0.99), perSecond: all.count / seconds };
    },
    sent({ rows, requests, reason, oldestMs, process }) {
      totals.batches += 1;
      totals.byReason[reason] += 1;
      const own = byProcess.get(process) ?? { batches: 0, rows: 0 };
      own.batches += 1;
      own.rows += rows;
      byProcess.set(process, own);
      const sentMs = nowMs();
      const view: BatchView = {
        ...{ id: totals.batches, atMs: wallMs(), rows, requests, reason, oldestMs, process },
        ms: null,
        failed: false,
      };
      views.push(view);
      if (views.length > batchesKept) views.shift();
      return {
        answered(rowsNow) {
          own.rows += rowsNow - rows;
          view.rows = rowsNow;
          view.ms = nowMs() - sentMs;
        },
        failed() {
          view.ms = nowMs() - sentMs;
          view.failed = true;
        },
      };
    },
    succeeded({ atMs, ms, queueMs, rows, timing }) {
      totals.succeeded += 1;
      if (timing === null) totals.cacheHitMs += ms;
      else {
        totals.rows += rows;
        totals.encodeMs += timing.encode;
        totals.inferMs += timing.infer;
        totals.decodeMs += timing.decode;
      }
      totals.requestMs += ms;
      totals.queueMs += queueMs;
      latency.record(ms);
      recentPart(atMs).latency.record(ms);
    },
    failed(code) {
      totals[endings[code] ?? 'failed'] += 1;
    },
    cacheAsked(found) {
      totals[found ? 'cacheHits' : 'cacheMisses'] += 1;
    },
    triedAgain() {
      totals.triedAgain += 1;
    },
    coldStart(ms) {
      totals.coldStarts += 1;
      totals.coldStartMs += ms;
      lastColdStartMs = ms;
    },
  };
}
