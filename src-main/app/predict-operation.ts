import type { ScoringSession } from '../batch/worker/index.ts';
import { createInstanceScorer, type InstanceScorer } from '../domain/predict-instances.ts';
import type { PredictReply, PredictRequest } from '../domain/predict-request.ts';

/** Signatures that are kept ready; one of a wide table holds some megabytes. */
const scorersKept = 16;

/** The call `model.predict`: rows of named values through the same encoder as everything else. */
export function predictOperation(
  session: (key: string) => ScoringSession,
): (request: PredictRequest) => Promise<PredictReply> {
  const scorers = new Map<string, Promise<InstanceScorer>>();
  return async ({ signatureId, signature, sessionKey, instances }) => {
    const model = session(sessionKey);
    const id = `${signatureId} ${sessionKey}`;
    const known = scorers.get(id);
    const scorer = known ?? createInstanceScorer(signature, model, () => performance.now());
    scorers.delete(id);
    scorers.set(id, scorer);
    scorer.catch(() => scorers.delete(id));
    const [oldest] = scorers.keys();
    if (scorers.size > scorersKept && oldest !== undefined) scorers.delete(oldest);
    return (await scorer).predict(model, instances);
  };
}
