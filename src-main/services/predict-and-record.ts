import type { HistoryService } from './history.ts';
import type { PredictService } from './predict.ts';
import type { Caller } from './serve.ts';

export type PredictAndRecord = (
  request: Parameters<PredictService['predict']>[0] & { record: boolean },
  shell: Caller['shell'],
  signal: AbortSignal,
) => ReturnType<PredictService['predict']>;

/** Predicting that keeps a single row in the history where its caller asks for that. */
export function predictAndRecord(options: {
  predict: PredictService['predict'];
  history: Pick<HistoryService, 'record'>;
}): PredictAndRecord {
  return async (request, shell, signal) => {
    const answer = await options.predict(request, signal);
    const [instance, ...more] = request.instances;
    const [prediction] = answer.predictions;
    if (request.record && instance && prediction && more.length === 0) {
      options.history.record(shell === 'command' ? 'command' : 'console', () => ({
        ...answer,
        instance,
        prediction,
      }));
    }
    return answer;
  };
}
