import type { ModelSummary, Residency } from '../../src-main/contract/index.ts';
import type { MarkName } from '../ui/Icon.tsx';

export const champion = 'champion';
export const challenger = 'challenger';
export const previous = 'previous';
const firstAliases: readonly string[] = [champion, challenger, previous];

const natural = new Intl.Collator('en', { numeric: true });

/** Aliases with the ones that decide who answers first. */
export function orderedAliases(aliases: readonly string[]): string[] {
  const rank = (alias: string) => {
    const at = firstAliases.indexOf(alias);
    return at === -1 ? firstAliases.length : at;
  };
  return [...aliases].sort((a, b) => rank(a) - rank(b) || natural.compare(a, b));
}

function rankOf(model: ModelSummary): number {
  if (model.aliases.length === 0) return firstAliases.length + 1;
  const ranks = model.aliases.map((alias) => firstAliases.indexOf(alias)).filter((at) => at !== -1);
  return ranks.length > 0 ? Math.min(...ranks) : firstAliases.length;
}

/** Versions grouped by model: names in order, in each the ones with an alias first, then the newest. */
export function grouped(models: readonly ModelSummary[]): ModelSummary[] {
  return [...models].sort(
    (a, b) =>
      natural.compare(a.name, b.name) ||
      rankOf(a) - rankOf(b) ||
      (b.importedAtMs ?? 0) - (a.importedAtMs ?? 0) ||
      natural.compare(b.version, a.version),
  );
}

/** The versions in which every word of the search stands somewhere. */
export function found(models: readonly ModelSummary[], search: string): readonly ModelSummary[] {
  const words = search.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0) return models;
  return models.filter((model) => {
    const text = [
      model.name,
      model.version,
      model.title,
      model.task,
      ...model.aliases,
      residencyWords(model).word,
      ...(model.remote ? ['remote', model.remote.url] : []),
    ]
      .join(' ')
      .toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How a residency is said and drawn, the same on every screen. What runs elsewhere is connected to, not loaded. */
export function residencyWords({ residency, remote }: Pick<ModelSummary, 'residency' | 'remote'>): {
  mark: MarkName;
  word: string;
} {
  return remote ? remoteWords(residency) : ownWords(residency);
}

function remoteWords({ state, on, note }: Residency): { mark: MarkName; word: string } {
  if (state === 'failed') return { mark: 'bad', word: 'Failed' };
  if (!on) return { mark: 'stop', word: 'Switched off' };
  if (state === 'loading') return { mark: 'wait', word: 'Connecting' };
  if (note !== null) return { mark: 'bad', word: 'Not answering' };
  return state === 'resident' ? { mark: 'run', word: 'Connected' } : { mark: 'off', word: 'Idle' };
}

function ownWords(residency: Residency): { mark: MarkName; word: string } {
  const { state, on, pinned } = residency;
  const stays = pinned ? ', pinned' : '';
  if (state === 'failed') return { mark: 'bad', word: 'Failed' };
  if (state === 'loading') return { mark: 'wait', word: 'Loading' };
  if (state === 'resident') return { mark: 'run', word: on ? `Resident${stays}` : 'Resident, leaving' };
  return on ? { mark: 'off', word: `Asleep${stays}` } : { mark: 'stop', word: 'Switched off' };
}

/** The version that the bare name means: the champion, else the newest one. */
export function servingOf(models: readonly ModelSummary[], name: string): ModelSummary | null {
  const own = models.filter((model) => model.name === name);
  const chosen = own.find((model) => model.aliases.includes(champion));
  if (chosen) return chosen;
  return (
    own
      .sort((a, b) => (a.importedAtMs ?? 0) - (b.importedAtMs ?? 0) || natural.compare(a.version, b.version))
      .at(-1) ?? null
  );
}

export function withAlias(models: readonly ModelSummary[], name: string, alias: string): ModelSummary | null {
  return models.find((model) => model.name === name && model.aliases.includes(alias)) ?? null;
}

/** How many models there are, and of how many versions. */
export function listWords(models: readonly ModelSummary[]): { names: number; versions: number } {
  return { names: new Set(models.map((model) => model.name)).size, versions: models.length };
}

/** One version for each model, the one that answers to its name; those that are loaded or failed come first. */
export function answering(models: readonly ModelSummary[]): ModelSummary[] {
  const names = [...new Set(grouped(models).map((model) => model.name))];
  const rank = ({ residency: { state } }: ModelSummary) =>
    state === 'failed' ? 0 : state === 'asleep' ? 2 : 1;
  return names.flatMap((name) => servingOf(models, name) ?? []).sort((a, b) => rank(a) - rank(b));
}

/** What is wrong with a word as an alias, or null. */
export function aliasFault(word: string): string | null {
  if (word === '') return 'Enter a word';
  if (/^[a-z][a-z0-9_-]{0,49}$/u.test(word)) return null;
  return 'Small letters, digits, - and _, a letter first, at most 50';
}
