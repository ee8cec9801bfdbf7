import type { ModelBudget, Residency as ResidencyView } from '../../contract/models.ts';
import type { ModelSettings } from '../../domain/model-settings.ts';

/** The model in the engine, as far as its residency is concerned. */
export interface ResidentModel {
  card: { name: string; version: string };
  sizeBytes: number;
}

/** What holds the sessions: the engine processes of this program. */
export interface SessionHost<Model> {
  /**
   * Loads a model under a key and runs it once; answers when it is ready.
   * @param settings how many processes hold it, and what it is to run on
   */
  load(key: string, model: Model, settings: ModelSettings): Promise<LoadedModel>;
  unload(key: string): Promise<void>;
  /** Processes that hold it now. */
  holders(key: string): number;
}

export interface LoadedModel {
  /** What it weighs in all processes together. */
  memoryBytes: number;
  provider: 'cpu' | 'webgpu';
  /** What its scores come through: the runtime, our own kernel for trees, or another server. */
  kernel: 'onnxruntime' | 'trees' | 'remote';
  /** Why that is not the provider that was asked for, or null. */
  note: string | null;
}

/** A use of a loaded model. While it lasts, the model stays. */
export interface ModelLease {
  /** What its session goes by in the engine. */
  key: string;
  kernel: LoadedModel['kernel'];
  /** Safe to call again. */
  release(): void;
}

/** Which models are loaded. One rule, whoever asks: loaded on first use, asleep when idle or when others need the room. */
export interface ModelResidency<Model> {
  /**
   * Loads the model if it is not, and keeps it until the lease is released.
   * @param options.evenWhenOff for what began before it was switched off
   * @throws MODEL_OFF, CANCELLED by the signal, and what made its load fail
   */
  use(model: Model, options?: { signal?: AbortSignal; evenWhenOff?: boolean }): Promise<ModelLease>;
  /** @throws what `use` throws */
  load(model: Model): Promise<void>;
  /** @throws MODEL_IN_USE */
  unload(model: Model): Promise<void>;
  view(model: Model): ResidencyView;
  /** To be told after the settings of a model have changed. */
  settingsChanged(model: Model): void;
  readonly budget: ModelBudget;
  setBudget(budget: { budgetBytes?: number | undefined; idleMs?: number | undefined }): void;
  /** Sets no more timers and loads nothing more by itself; the engine's end ends the sessions. */
  stop(): void;
}
