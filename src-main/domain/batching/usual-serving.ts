import type { ServingSettings } from '../../contract/online.ts';
import { rowsAtOnce, type Signature } from '../encoding/row-encoder.ts';

/** Rows of a batch, where a row is nothing but a few numbers. */
const mostRows = 256;

/**
 * How a model is served until somebody says otherwise: no timer, so a lone request never waits; what comes while the
 * engine is busy goes together. Models of large rows (pictures, long texts) get smaller batches, as everybody in a batch
 * waits for all of it.
 */
export function usualServing(signature: Signature): ServingSettings {
  return {
    batching: {
      maxRows: rowsAtOnce(signature, mostRows),
      preferredRows: [],
      windowMs: 0,
      inFlight: 2,
      queueRequests: 1_000,
      timeoutMs: 60_000,
      whenLate: 'reject',
      priority: 5,
    },
    scaling: { upAfterMs: 50, downAfterMs: 60_000, loadWaitMs: 5_000 },
    cache: { on: false, maxBytes: 64_000_000 },
  };
}
