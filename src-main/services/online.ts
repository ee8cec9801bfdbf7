import type { ModelRef } from '../contract/models.ts';
import { type OnlineView, type ServingSettings, servingSettingsSchema } from '../contract/online.ts';
import type { Lane } from '../online/index.ts';
import { latestFrames, type Listen } from './latest-frames.ts';

/** What a caller changes of the settings; the rest stays. */
export interface ServingChange {
  batching?: Changes<ServingSettings['batching']>;
  scaling?: Changes<ServingSettings['scaling']>;
  cache?: Changes<ServingSettings['cache']>;
}

type Changes<Settings> = { [Name in keyof Settings]?: Settings[Name] | undefined } | undefined;

export interface OnlineServiceOptions<Model> {
  find(ref: ModelRef): Model;
  laneOf(model: Model): Lane;
  settings: ServingSettingsStore<Model>;
  /** Tells of everything that a view shows. */
  listen: Listen;
}

/** The serving settings of all models: kept in memory, since every request reads them, and in the store. */
export interface ServingSettingsStore<Model> {
  of(model: Model): ServingSettings;
  change(model: Model, change: ServingChange): Promise<ServingSettings>;
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

export interface KeptSettings {
  name: string;
  version: string;
  settings: string;
}

/**
 * @param kept what the store has, as JSON text; what cannot be read of it is left to `usual`
 * @param keep writes the settings of a version to the store, as JSON text
 */
export function servingSettings<Model extends { card: { name: string; version: string } }>(
  kept: readonly KeptSettings[],
  usual: (model: Model) => ServingSettings,
  keep: (version: KeptSettings) => Promise<void>,
): ServingSettingsStore<Model> {
  const keyOf = ({ name, version }: { name: string; version: string }): string => `${name}@${version}`;
  const known = new Map<string, ServingSettings>();
  const stored = new Map(kept.map((row) => [keyOf(row), parsed(row.settings)]));

  function of(model: Model): ServingSettings {
    const key = keyOf(model.card);
    const settings = known.get(key) ?? stored.get(key) ?? usual(model);
    known.set(key, settings);
    return settings;
  }

  return {
    of,
    async change(model, { batching, scaling, cache }) {
      const before = of(model);
      const settings = servingSettingsSchema.parse({
        batching: { ...before.batching, ...defined(batching) },
        scaling: { ...before.scaling, ...defined(scaling) },
        cache: { ...before.cache, ...defined(cache) },
      });
      const { name, version } = model.card;
      await keep({ name, version, settings: JSON.stringify(settings) });
      known.set(keyOf(model.card), settings);
      return settings;
    },
  };
}

function parsed(text: string): ServingSettings | undefined {
  try {
    return servingSettingsSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Without the members that are undefined, which would hide what stands. */
function defined(change: object | undefined): object {
  return Object.fromEntries(Object.entries(change ?? {}).filter(([, value]) => value !== undefined));
}
