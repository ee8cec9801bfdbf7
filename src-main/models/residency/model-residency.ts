import type { ModelBudget, Residency as ResidencyView } from '../../contract/models.ts';
import type { ModelSettings } from '../../domain/model-settings.ts';

/** The model in the engine, as far as its residency is concerned. */
export interface ResidentModel {
  card: { name: string; version: string };
  sizeBytes: number;
}

/** What holds the sessions: the engine processes of this program. Changes of one model are asked for one at a time. */
export interface SessionHost<Model> {
  /** Processes there are. */
  readonly capacity: number;
  /**
   * Loads a model under a key into so many processes and runs it once in each; fewer where fewer work.
   * @param options.onHeld told whenever one more process is ready
   * @returns when all of them are
   * @throws what made it fail; processes that are ready keep it
   */
  load(
    key: string,
    model: Model,
    options: {
      provider: ModelSettings['provider'];
      instances: number;
      onHeld(loaded: LoadedModel): void;
    },
  ): Promise<LoadedModel>;
  /**
   * Has more processes hold what was loaded, or fewer, but at least one; calls in flight are not disturbed.
   * @throws what `load` throws
   */
  resize(
    key: string,
    options: { instances: number; onHeld(loaded: LoadedModel): void },
  ): Promise<LoadedModel>;
  unload(key: string): Promise<void>;
  /** Processes that hold it now. */
  holders(key: string): number;
}

export interface LoadedModel {
  /** What it weighs in one process; the mean of those that hold it. */
  instanceBytes: number;
  provider: 'cpu' | 'webgpu';
  /** What its scores come through: the runtime, our own kernel for trees, or another server. */
  kernel: 'onnxruntime' | 'trees' | 'remote';
  /** Why that is not the provider that was asked for, or null. */
  note: string | null;
}

/**
 * Processes that a use needs before it can begin: one, all that the settings of the model allow, or so many, as far as
 * they allow it.
 */
export type InstancesNeeded = 'one' | 'all' | number;

export interface UseOptions {
  /** By default one. Who needs all loses none of those that hold it, unless the lease is resized. */
  instances?: InstancesNeeded;
  signal?: AbortSignal;
  /** For what began before it was switched off. */
  evenWhenOff?: boolean;
}

/** A use of a loaded model. While it lasts, the model stays in at least one process. */
export interface ModelLease {
  /** What its session goes by in the engine. */
  key: string;
  kernel: LoadedModel['kernel'];
  /** How long it waited for the model to be loaded; null when it was loaded already. */
  coldStartMs: number | null;
  /** Processes that hold it now. */
  readonly instances: number;
  /**
   * Needs another number of processes from now on, at least one and no more than the settings allow. What is needed no
   * more goes at once, save what others need. One change after another; does nothing after the release.
   * @returns when those processes are ready, or as many of them as work
   * @throws what made it fail; then it has what it had
   */
  resize(instances: number): Promise<void>;
  /** Safe to call again. */
  release(): void;
}

/**
 * Which models are loaded, and in how many engine processes. One rule, whoever asks: loaded on first use, as often as
 * the uses need; in fewer processes when the uses that needed them are over for a while; asleep when idle or when
 * others need the room.
 */
export interface ModelResidency<Model> {
  /**
   * Loads the model if it is not, and keeps it until the lease is released.
   * @returns as soon as so many processes hold it as the use needs
   * @throws MODEL_OFF, CANCELLED by the signal, and what made its load fail
   */
  use(model: Model, options?: UseOptions): Promise<ModelLease>;
  /** Into one process. @throws what `use` throws */
  load(model: Model): Promise<void>;
  /** @throws MODEL_IN_USE */
  unload(model: Model): Promise<void>;
  /** Has it loaded anew as soon as nobody uses it: what it is loaded from has changed. */
  renew(model: Model): void;
  view(model: Model): ResidencyView;
  /** To be told after the settings of a model have changed. */
  settingsChanged(model: Model): void;
  readonly budget: ModelBudget;
  setBudget(budget: { budgetBytes?: number | undefined; idleMs?: number | undefined }): void;
  /** Sets no more timers and loads nothing more by itself; the engine's end ends the sessions. */
  stop(): void;
}
