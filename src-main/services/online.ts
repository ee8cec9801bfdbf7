import type { ModelRef } from '../contract/models.ts';
import type { OnlineView } from '../contract/online.ts';
import type { Lane } from '../online/index.ts';
import { latestFrames, type Listen } from './latest-frames.ts';
import type { ServingChange, ServingSettingsStore } from './serving-settings.ts';

export interface OnlineServiceOptions<Model> {
  find(ref: ModelRef): Model;
  laneOf(model: Model): Lane;
  settings: ServingSettingsStore<Model>;
  /** Tells of everything that a view shows. */
  listen: Listen;
}

const framesAtMostEveryMs = 500;
/** What is told of time passes without a change: the age of the oldest request, the last minute. */
const framesAtLeastEveryMs = 2_000;

export type OnlineService = ReturnType<typeof createOnlineService>;

export function createOnlineService<Model>({ find, laneOf, settings, listen }: OnlineServiceOptions<Model>) {
  const view = (ref: ModelRef): OnlineView => laneOf(find(ref)).view();
  return {
    view,
    watch: (ref: ModelRef, signal: AbortSignal) =>
      latestFrames(async () => view(ref), {
        signal,
        listen,
        atMostEveryMs: framesAtMostEveryMs,
        atLeastEveryMs: framesAtLeastEveryMs,
      }),
    async settings({ model, ...change }: ServingChange & { model: ModelRef }) {
      const found = find(model);
      const changed = await settings.change(found, change);
      if (!changed.cache.on) laneOf(found).clearCache();
      return changed;
    },
    clearCache(ref: ModelRef) {
      laneOf(find(ref)).clearCache();
      return view(ref);
    },
  };
}
