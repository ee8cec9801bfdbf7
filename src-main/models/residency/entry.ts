import type { ModelSettings } from '../../domain/model-settings.ts';
import type { Claim } from './claims.ts';
import type { LoadedModel, ResidentModel } from './model-residency.ts';
import type { Standing, Step } from './next-step.ts';
import type { Rests } from './rests.ts';

/** A model and how it stands in the engine. */
export interface Entry<Model> {
  key: string;
  model: Model;
  state: Standing['state'];
  claims: Set<Claim>;
  rests: Rests;
  undoRest(): void;
  /** What is being done, and when nothing will be any more. */
  step: Step | null;
  working: Promise<void> | null;
  /** The last unloading. */
  leaving: Promise<void>;
  tried: number;
  isDismissed: boolean;
  /** What it was or is being loaded for; null also for one that is to be loaded anew. */
  loadedFor: ModelSettings['provider'] | null;
  /** The most it ever weighed in one process. */
  instanceBytes: number;
  /** What it weighed in all of them when it was loaded last. */
  weightBytes: number | null;
  loadMs: number | null;
  lastUsedMs: number | null;
  idleSinceMs: number;
  provider: LoadedModel['provider'] | null;
  /** As it was loaded last. */
  kernel: LoadedModel['kernel'];
  note: string | null;
}

export function newEntry<Model>(key: string, model: Model): Entry<Model> {
  return {
    key,
    model,
    state: 'asleep',
    claims: new Set(),
    rests: [],
    undoRest: () => {},
    step: null,
    working: null,
    leaving: Promise.resolve(),
    tried: 0,
    isDismissed: false,
    loadedFor: null,
    instanceBytes: 0,
    weightBytes: null,
    loadMs: null,
    lastUsedMs: null,
    idleSinceMs: 0,
    provider: null,
    kernel: 'onnxruntime',
    note: null,
  };
}

/** The model alone weighs what its file does, until it is known better. */
export function weightIn(
  { instanceBytes, model }: Pick<Entry<ResidentModel>, 'instanceBytes' | 'model'>,
  instances: number,
): number {
  return Math.max(Math.round(instanceBytes * instances), model.sizeBytes);
}

/** Processes it is in or coming into. */
export function instancesComing({ step }: Pick<Entry<ResidentModel>, 'step'>): number {
  return step && 'instances' in step ? step.instances : 0;
}
