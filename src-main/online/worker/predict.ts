import type { ModelSession } from '../../domain/model-session.ts';
import type { InstanceScorer } from '../../domain/predict-instances.ts';
import { jsonPart } from './json-part.ts';
import type { BatchReply, PredictAnswer, PredictBatch } from '../messages.ts';

/** Scores the rows of all requests together and hands each its own. */
export async function predictBatch(
  scorer: InstanceScorer,
  session: ModelSession,
  requests: PredictBatch['requests'],
): Promise<BatchReply<PredictAnswer>> {
  const instances = requests.length === 1 ? requests[0]?.instances : requests.flatMap((one) => one.instances);
  const { predictions, timing } = await scorer.predict(session, instances ?? []);
  let from = 0;
  const answers = requests.map(({ instances: { length: rows }, as }): PredictAnswer => {
    const own = predictions.slice(from, (from += rows));
    const rejected = own.reduce((sum, one) => sum + (one.rejected === undefined ? 0 : 1), 0);
    if (as === 'values') return { kind: 'values', rows, rejected, predictions: own };
    return { kind: 'json', rows, rejected, json: jsonPart(JSON.stringify(own)) };
  });
  return { answers, timing };
}
