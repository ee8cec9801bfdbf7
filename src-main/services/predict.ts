import type { ModelCard } from '../contract/card.ts';
import { failed } from '../contract/failure.ts';
import type { Instance, ModelRef, Prediction, PredictTiming } from '../contract/models.ts';
import { askerOf } from '../domain/asker.ts';
import { checkFeatureNames } from '../domain/encoding/instance-cells.ts';
import { checkRowsOfAnswer } from '../domain/rows-per-answer.ts';
import type { Lane } from '../online/index.ts';

export interface Predicted {
  name: string;
  version: string;
  predictions: Prediction[];
  timing: PredictTiming;
  cached: boolean;
  coldStartMs: number | null;
}

export interface PredictService {
  /**
   * Waits for the model to be loaded, however long that takes.
   * @throws FailureError what finding or running the model fails with, and BAD_REQUEST for more rows than one answer
   * holds; rows that cannot be scored are no failure
   */
  predict(
    request: { model: ModelRef; instances: Instance[]; mayUseCache?: boolean },
    signal: AbortSignal,
  ): Promise<Predicted>;
}

/** Predictions as the console and the command line ask for them. */
export function createPredictService<Model extends { card: ModelCard }>(options: {
  find(ref: ModelRef): Model;
  laneOf(model: Model): Lane;
}): PredictService {
  return {
    async predict({ model: ref, instances, mayUseCache = true }, signal) {
      const model = options.find(ref);
      const { name, version, inputs, outputs } = model.card;
      checkFeatureNames(new Set(inputs.map((input) => input.name)), instances);
      checkRowsOfAnswer(instances.length, outputs);
      const { answer, timing, cache, coldStartMs } = await options
        .laneOf(model)
        .ask(
          { kind: 'predict', instances, as: 'values' },
          { asker: askerOf(signal), priority: null, timeoutMs: null, mayUseCache, isPatient: true },
        );
      if (answer.kind !== 'values') throw failed('INTERNAL', 'The engine process gave no predictions.');
      return { name, version, predictions: answer.predictions, timing, cached: cache === 'hit', coldStartMs };
    },
  };
}
