import { usualServing } from '../domain/batching/usual-serving.ts';
import { systemTimers } from '../domain/timers.ts';
import type { EnginePool } from '../engine/client/index.ts';
import type { ModelRegistry, ModelResidency, RegisteredModel } from '../models/index.ts';
import { createLanes, type HeldModel, type Lanes } from '../online/index.ts';
import {
  type KeptSettings,
  servingSettings,
  type ServingSettingsStore,
} from '../services/serving-settings.ts';

export interface OpenLanes {
  lanes: Lanes<RegisteredModel>;
  settings: ServingSettingsStore<RegisteredModel>;
}

/** The lanes of single requests, over the models and the engine processes. */
export function openLanes(options: {
  models: ModelRegistry;
  residency: ModelResidency<RegisteredModel>;
  engines: EnginePool;
  kept: readonly KeptSettings[];
  keep(version: KeptSettings): Promise<void>;
  onChange(): void;
  onReach(): void;
}): OpenLanes {
  const { models, residency, engines, onChange, onReach } = options;
  const settings = servingSettings<RegisteredModel>(
    options.kept,
    ({ card }) => usualServing(card),
    options.keep,
  );
  const processes = (): number => engines.handles.length;

  async function hold(model: RegisteredModel): Promise<HeldModel> {
    const lease = await residency.use(model);
    return {
      sessionKey: lease.key,
      coldStartMs: lease.coldStartMs,
      seats: () => engines.holders(lease.key),
      resize: lease.resize,
      release: lease.release,
    };
  }

  const lanes = createLanes<RegisteredModel>({
    about: ({ card: { name, version, inputs, tensors, tokenizer, rowsPerRun, outputs } }) => ({
      name,
      version,
      signature: { inputs, tensors, tokenizer, rowsPerRun, outputs },
    }),
    hold,
    isOn: (model) => models.settingsOf(model).on,
    mostInstances: (model) => Math.min(processes(), models.settingsOf(model).instances ?? processes()),
    settingsOf: settings.of,
    processes,
    timers: systemTimers,
    nowMs: () => performance.now(),
    wallMs: Date.now,
    soon: setImmediate,
    onChange,
    onReach,
  });
  return { lanes, settings };
}
