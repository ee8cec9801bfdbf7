import { type EnginePool, leastBusy } from '../engine/client/index.ts';
import type { ModelRegistry, ModelResidency, RegisteredModel } from '../models/index.ts';
import type { UseModel } from '../services/predict.ts';

/** Loads a model when it is called for, and calls it in the process that holds it and has the least to do. */
export function useModelOf(
  models: ModelRegistry,
  residency: ModelResidency<RegisteredModel>,
  engines: EnginePool,
): UseModel {
  return async (ref, signal) => {
    const model = models.find(ref);
    const lease = await residency.use(model, { signal });
    try {
      // All that hold it may have failed since: whatever made them fail is told by the next that is asked.
      const any = leastBusy(engines.holders(lease.key)) ?? (await engines.ready(signal));
      return {
        card: model.card,
        sessionKey: lease.key,
        // Which processes hold it may change from call to call.
        call: (operation, payload, options) =>
          (leastBusy(engines.holders(lease.key)) ?? any).call(operation, payload, options),
        release: () => lease.release(),
      };
    } catch (error) {
      lease.release();
      throw error;
    }
  };
}
