import type { MeasuredLane } from './measured-lane.ts';
import type { Families } from './families.ts';

/**
 * What Triton's metrics of the same names mean holds for these
 * (https://github.com/triton-inference-server/server/blob/main/docs/user_guide/metrics.md): counters since the start,
 * times as sums over requests in microseconds, and answers from the cache where Triton counts them.
 */
export function tritonFamilies({ counter, gauge }: Families, lanes: readonly MeasuredLane[]): void {
  const success = counter('nv_inference_request_success', 'Requests that were answered, from the cache too.');
  const failure = counter(
    'nv_inference_request_failure',
    'Requests that were not answered: REJECTED came too late, met a full queue or a model that was still loading; CANCELED were left by who asked; BACKEND failed with the model.',
  );
  const inferences = counter('nv_inference_count', 'Rows that were computed and answered.');
  const executions = counter('nv_inference_exec_count', 'Batches that were given to an engine process.');
  const pending = gauge('nv_inference_pending_request_count', 'Requests that wait to be computed.');
  const request = counter(
    'nv_inference_request_duration_us',
    'From arrival to answer, summed over the requests that were answered.',
  );
  const queue = counter(
    'nv_inference_queue_duration_us',
    'Waiting, for a model that loads too, and the way to the engine process and back.',
  );
  const input = counter(
    'nv_inference_compute_input_duration_us',
    'Values to tensors; cached answers do not count.',
  );
  const infer = counter(
    'nv_inference_compute_infer_duration_us',
    'The model itself; cached answers do not count.',
  );
  const output = counter(
    'nv_inference_compute_output_duration_us',
    'Tensors to the answer; cached answers do not count.',
  );
  const hits = counter('nv_cache_num_hits_per_model', 'Requests that were answered from the cache.');
  const misses = counter('nv_cache_num_misses_per_model', 'Requests that the cache was asked for in vain.');
  const hitTime = counter('nv_cache_hit_duration_per_model', 'Answering from the cache, in microseconds.');

  for (const { model, record, pending: waiting, usesCache } of lanes) {
    const labels = { model: model.name, version: model.version };
    const { totals } = record;
    success(labels, totals.succeeded);
    failure({ ...labels, reason: 'REJECTED' }, totals.refused + totals.late);
    failure({ ...labels, reason: 'CANCELED' }, totals.left);
    failure({ ...labels, reason: 'BACKEND' }, totals.failed);
    failure({ ...labels, reason: 'OTHER' }, 0);
    inferences(labels, totals.rows);
    executions(labels, totals.batches);
    pending(labels, waiting);
    request(labels, inUs(totals.requestMs));
    queue(labels, inUs(totals.queueMs));
    input(labels, inUs(totals.encodeMs));
    infer(labels, inUs(totals.inferMs));
    output(labels, inUs(totals.decodeMs));
    if (!usesCache && totals.cacheHits + totals.cacheMisses === 0) continue;
    hits(labels, totals.cacheHits);
    misses(labels, totals.cacheMisses);
    hitTime(labels, inUs(totals.cacheHitMs));
  }
}

function inUs(ms: number): number {
  return Math.round(ms * 1000);
}
