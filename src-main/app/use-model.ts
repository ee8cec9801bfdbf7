import type { EnginePool } from '../engine/client/index.ts';
import type { ModelRegistry, ModelResidency, RegisteredModel } from '../models/index.ts';
import type { UseModel } from '../services/predict.ts';

/** Loads a model when it is called for, and calls it in a process that holds it and is free, if one is. */
export function useModelOf(
  models: ModelRegistry,
  residency: ModelResidency<RegisteredModel>,
  engines: EnginePool,
): UseModel {
  return async (ref, signal) => {
    const model = models.find(ref);
    const lease = await residency.use(model, { signal });
    try {
      const holders = engines.holders(lease.key);
      const engine = holders.find(({ state }) => state === 'ready') ?? holders[0];
      // All that hold it have failed since: whatever made them fail is told by the next that is asked.
      const called = engine ?? (await engines.ready(signal));
      return {
        card: model.card,
        sessionKey: lease.key,
        call: (operation, payload, options) => called.call(operation, payload, options),
        release: () => lease.release(),
      };
    } catch (error) {
      lease.release();
      throw error;
    }
  };
}
