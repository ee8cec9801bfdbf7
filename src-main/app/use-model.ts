import type { EnginePool } from '../engine/client/index.ts';
import type { ModelRegistry } from '../models/index.ts';
import type { UseModel } from '../services/predict.ts';

/** Loads a model when it is called for, and calls it in a process that is free, if one is. */
export function useModelOf(models: ModelRegistry, engines: EnginePool): UseModel {
  return async (ref, signal) => {
    const { card, modelPath } = models.find(ref);
    const first = await engines.ready(signal);
    await engines.loadSession({ key: card.sha256, modelPath, sha256: card.sha256 }, { signal });
    const engine = engines.handles.find(({ state }) => state === 'ready') ?? first;
    return {
      card,
      sessionKey: card.sha256,
      call: (operation, payload, options) => engine.call(operation, payload, options),
      release: () => undefined,
    };
  };
}
