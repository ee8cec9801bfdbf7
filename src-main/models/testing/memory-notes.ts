import type { ModelNotes } from '../../domain/model-settings.ts';
import type { RegistryNotes } from '../registry.ts';

/** Notes kept in memory under the same rules as in the store; they outlive a registry, not the process. */
export function memoryNotes(): RegistryNotes & { kept: ModelNotes } {
  const kept: ModelNotes = { aliases: [], removals: [], settings: [] };
  const others = (name: string, version: string) => (one: { name: string; version: string }) =>
    one.name !== name || one.version !== version;
  return {
    kept,
    read: async () => structuredClone(kept),
    alias: async (name, aliases) => {
      for (const [alias, version] of Object.entries(aliases)) {
        kept.aliases = kept.aliases.filter((one) => one.name !== name || one.alias !== alias);
        if (version !== null) kept.aliases.push({ name, alias, version });
      }
    },
    remove: async (name, version) => {
      kept.removals.push({ name, version, removedMs: 1 });
    },
    restore: async (name, version) => {
      kept.removals = kept.removals.filter(others(name, version));
    },
    forget: async (name, version) => {
      kept.removals = kept.removals.filter(others(name, version));
      kept.aliases = kept.aliases.filter(others(name, version));
      kept.settings = kept.settings.filter(others(name, version));
    },
    settings: async (name, version, settings) => {
      kept.settings = [...kept.settings.filter(others(name, version)), { name, version, ...settings }];
    },
  };
}
