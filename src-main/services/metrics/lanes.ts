import { batchReasons } from '../../contract/online.ts';
import { latencyBuckets } from '../../domain/latency-buckets.ts';
import type { Families } from './families.ts';
import type { MeasuredLane } from './measured-lane.ts';

/** What Triton has no name for, of each model that was asked for. */
export function laneFamilies({ counter, gauge, histogram }: Families, lanes: readonly MeasuredLane[]): void {
  const duration = histogram(
    'foredeck_request_duration_seconds',
    'From arrival to answer, of the requests that were answered.',
  );
  const requests = counter(
    'foredeck_requests_total',
    'Requests by how they ended; refused met a full queue or a model that was still loading, late passed their time, left were given up by who asked.',
  );
  const batches = counter('foredeck_batches_total', 'Batches by why they left the queue.');
  const again = counter(
    'foredeck_requests_tried_again_total',
    'Requests that were sent once more, as their engine process ended.',
  );
  const rows = gauge('foredeck_queue_rows', 'Rows that wait.');
  const oldest = gauge(
    'foredeck_queue_oldest_seconds',
    'How long the oldest request in the queue has waited.',
  );
  const inFlight = gauge('foredeck_requests_in_flight', 'Requests that engine processes work on.');
  const instances = gauge('foredeck_instances', 'Engine processes that hold the model for single requests.');
  const coldStarts = counter('foredeck_cold_starts_total', 'Times that a request woke the model.');
  const coldSeconds = counter('foredeck_cold_start_seconds_total', 'What those took together.');
  const entries = gauge('foredeck_cache_entries', 'Answers in the cache.');
  const bytes = gauge('foredeck_cache_bytes', 'What they take.');

  for (const { model, record, view, usesCache } of lanes) {
    const labels = { model: model.name, version: model.version };
    const { totals, latency } = record;
    duration({
      labels,
      buckets: latencyBuckets(latency).map(({ belowMs, count }) => ({ upTo: inSeconds(belowMs), count })),
      count: latency.count,
      sum: totals.requestMs / 1000,
    });
    for (const outcome of ['succeeded', 'failed', 'refused', 'late', 'left'] as const) {
      requests({ ...labels, outcome }, totals[outcome]);
    }
    for (const reason of batchReasons) batches({ ...labels, reason }, totals.byReason[reason]);
    again(labels, totals.triedAgain);
    rows(labels, view.queue.rows);
    oldest(labels, view.queue.oldestMs / 1000);
    inFlight(labels, view.inFlight.requests);
    instances(labels, view.instances.filter(({ held }) => held).length);
    coldStarts(labels, totals.coldStarts);
    coldSeconds(labels, totals.coldStartMs / 1000);
    if (!usesCache && view.cache.entries === 0) continue;
    entries(labels, view.cache.entries);
    bytes(labels, view.cache.bytes);
  }
}

/** To the microsecond, so that a bound is 0.001024 and nothing longer. */
function inSeconds(ms: number): number {
  return Math.round(ms * 1000) / 1e6;
}
