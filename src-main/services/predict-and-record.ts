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
  nowMs(): number;
}): PredictAndRecord {
  return async (request, shell, signal) => {
    const askedMs = options.nowMs();
    const answer = await options.predict(request, signal);
    const [instance, ...more] = request.instances;
    const [prediction] = answer.predictions;
    if (request.record && instance && prediction && more.length === 0) {
      const door = shell === 'command' ? 'command' : 'console';
      options.history.record(door, () => {
        const { name, version, coldStartMs } = answer;
        const { queue, encode, infer, decode } = answer.timing;
        return {
          atMs: askedMs,
          name,
          version,
          door,
          instance,
          prediction,
          ms: queue + encode + infer + decode,
          coldStart: coldStartMs !== null,
        };
      });
    }
    return answer;
  };
}
