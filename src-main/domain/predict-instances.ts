import type { Instance, Prediction } from '../contract/models.ts';
import { predictionOf } from './decoding/prediction-of.ts';
import { instanceCells } from './encoding/instance-cells.ts';
import type { EncodingAids, Signature } from './encoding/row-encoder.ts';
import type { ModelSession } from './model-session.ts';
import { rejectionOf } from './rejection-of.ts';
import { createRowScorer } from './row-scorer.ts';

/** Milliseconds of each step. */
export interface PredictTiming {
  encode: number;
  infer: number;
  decode: number;
}

/** Scores named values: the door of everything that is no file. Made once for a model, then used for every request. */
export interface InstanceScorer {
  /**
   * @throws FailureError BAD_REQUEST for a name that is no feature, and whatever the run fails with. A row that cannot
   * be scored is no failure: it comes back rejected, in its place.
   */
  predict(
    session: ModelSession,
    instances: readonly Instance[],
  ): Promise<{ predictions: Prediction[]; timing: PredictTiming }>;
}

/** Rows that go through the graph at once, at most. */
const rowsAtOnce = 4096;

/** @throws FailureError MODEL_INVALID when the card contradicts itself. `nowMs` is a clock in milliseconds. */
export async function createInstanceScorer(
  signature: Signature,
  aids: EncodingAids,
  nowMs: () => number,
): Promise<InstanceScorer> {
  const names = signature.inputs.map(({ name }) => name);
  const sources = new Map(names.map((name, column) => [name, { column }]));
  const { encoder, run, decoder } = await createRowScorer(signature, sources, rowsAtOnce, aids);
  let last: Promise<unknown> = Promise.resolve();

  return {
    predict(session, instances) {
      // The encoder's buffers are shared, so requests go one at a time.
      const result = last.then(async () => {
        const timing: PredictTiming = { encode: 0, infer: 0, decode: 0 };
        const predictions: Prediction[] = [];
        for (let from = 0; from < instances.length; from += encoder.capacity) {
          const startedMs = nowMs();
          const block = instanceCells(names, instances.slice(from, from + encoder.capacity));
          const feeds = await encoder.encode(block);
          const encodedMs = nowMs();
          const outputs = await run(session, feeds, block.rows, encoder.marks);
          const inferredMs = nowMs();
          const decoded = decoder.decode(outputs, block.rows, encoder.marks, encoder.placements);
          for (let row = 0; row < block.rows; row++) {
            predictions.push(
              encoder.marks.rejectedBy[row] === -1
                ? predictionOf(signature.outputs, decoded, row)
                : { prediction: null, rejected: rejectionOf(encoder, block, row, null).reason },
            );
          }
          timing.encode += encodedMs - startedMs;
          timing.infer += inferredMs - encodedMs;
          timing.decode += nowMs() - inferredMs;
        }
        return { predictions, timing };
      });
      last = result.catch(() => undefined);
      return result;
    },
  };
}
