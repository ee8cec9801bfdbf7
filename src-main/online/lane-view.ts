import type { OnlineView, ServingSettings } from '../contract/online.ts';
import type { RequestQueue } from '../domain/batching/request-queue.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { HeldModel } from './engine-seat.ts';
import type { LaneRecord } from './lane-record.ts';
import type { LaneRequest } from './lane-request.ts';

/** What is shown of a lane. */
export function laneView(lane: {
  model: { name: string; version: string };
  settings: ServingSettings;
  queue: RequestQueue<LaneRequest>;
  inFlight: OnlineView['inFlight'];
  /** Null while it is not loaded. */
  held: HeldModel | null;
  cache: AnswerCache;
  record: LaneRecord;
  nowMs: number;
}): OnlineView {
  const { model, queue, cache, record } = lane;
  const { totals } = record;
  const [oldest] = queue;
  const held = new Set(lane.held?.seats().map(({ number }) => number));
  let rows = 0;
  for (const request of queue) rows += request.rows;
  return {
    name: model.name,
    version: model.version,
    settings: lane.settings,
    queue: { requests: queue.size, rows, oldestMs: oldest ? lane.nowMs - oldest.arrivedMs : 0 },
    inFlight: lane.inFlight,
    batches: record.batches(),
    instances: record.instances(held),
    cache: { entries: cache.entries, bytes: cache.bytes, hits: totals.cacheHits, misses: totals.cacheMisses },
    coldStarts: { count: totals.coldStarts, lastMs: record.lastColdStartMs },
    counts: {
      succeeded: totals.succeeded,
      failed: totals.failed,
      refused: totals.refused,
      late: totals.late,
      left: totals.left,
    },
    latency: record.lastMinute(),
  };
}
