import { type ServingSettings, servingSettingsSchema } from '../contract/online.ts';

/** What a caller changes of the settings; the rest stays. */
export interface ServingChange {
  batching?: Changes<ServingSettings['batching']>;
  scaling?: Changes<ServingSettings['scaling']>;
  cache?: Changes<ServingSettings['cache']>;
}

type Changes<Settings> = { [Name in keyof Settings]?: Settings[Name] | undefined } | undefined;

/** The serving settings of all models: kept in memory, since every request reads them, and in the store. */
export interface ServingSettingsStore<Model> {
  of(model: Model): ServingSettings;
  change(model: Model, change: ServingChange): Promise<ServingSettings>;
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
  const known = new WeakMap<Model, ServingSettings>();
  const stored = new Map(kept.map((row) => [keyOf(row), parsed(row.settings)]));

  function of(model: Model): ServingSettings {
    const set = known.get(model);
    if (set) return set;
    const settings = stored.get(keyOf(model.card)) ?? usual(model);
    known.set(model, settings);
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
      known.set(model, settings);
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
