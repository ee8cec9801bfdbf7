import { type FailureError, failed } from '../contract/failure.ts';

/** What a person has set about a version of a model. */
export interface ModelSettings {
  /** Switched off, nothing loads it, and its jobs wait. */
  on: boolean;
  /** Stays loaded whatever the idle time and the memory budget say. */
  pinned: boolean;
  /** The most engine processes that may hold it; null = as many as there are. */
  instances: number | null;
  /** What it is asked to run on. */
  provider: 'cpu' | 'webgpu';
}

/** What a caller of a model that is switched off is told. */
export function modelOff(title: string): FailureError {
  return failed('MODEL_OFF', `the model ${title} is switched off; switch it on to use it`);
}

export const usualSettings: ModelSettings = { on: true, pinned: false, instances: null, provider: 'cpu' };

/** What the store keeps about models beside their folders; a row may be about a version that is no longer there. */
export interface ModelNotes {
  aliases: { name: string; alias: string; version: string }[];
  removals: { name: string; version: string; removedMs: number }[];
  settings: ({ name: string; version: string } & ModelSettings)[];
}
