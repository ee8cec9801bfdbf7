import type { z } from 'zod';
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
 * @param kept what the store has, as JSON text; each setting that cannot be read of it, or is not there, is left to `usual`
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
    const settings = withKept(usual(model), stored.get(keyOf(model.card)));
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

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Setting by setting: one that a later version adds or bounds otherwise must not cost a person all others. */
function withKept(usual: ServingSettings, kept: unknown): ServingSettings {
  const { batching, scaling, cache } = servingSettingsSchema.shape;
  return {
    batching: readOver(usual.batching, batching, member(kept, 'batching')),
    scaling: readOver(usual.scaling, scaling, member(kept, 'scaling')),
    cache: readOver(usual.cache, cache, member(kept, 'cache')),
  };
}

function readOver<Settings extends object>(
  usual: Settings,
  { shape }: z.ZodObject<Record<string, z.ZodType>>,
  kept: unknown,
): Settings {
  const read = Object.entries(shape).flatMap(([name, schema]) => {
    const { success, data } = schema.safeParse(member(kept, name));
    return success ? [[name, data] as const] : [];
  });
  return { ...usual, ...Object.fromEntries(read) };
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

/** Without the members that are undefined, which would hide what stands. */
function defined(change: object | undefined): object {
  return Object.fromEntries(Object.entries(change ?? {}).filter(([, value]) => value !== undefined));
}
