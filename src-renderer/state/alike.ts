import type { ModelCard, ModelSummary } from '../../src-main/contract/index.ts';
import { loadCard, modelKey } from './models.ts';

type Version = { name: string; version: string };
type Cards = Readonly<Record<string, ModelCard>>;

/** Versions of other models that may take the same features, as far as the list tells. */
export function alikeIn(
  models: readonly ModelSummary[],
  chosen: ModelSummary | undefined,
): readonly ModelSummary[] {
  return models.filter(
    (one) => one.name !== chosen?.name && one.task === chosen?.task && one.inputs === chosen.inputs,
  );
}

/** Whether two take the same features, by name; false while a card of them is not known. */
export function takesTheSame(cards: Cards, one: Version, other: Version): boolean {
  const names = cards[modelKey(one)]?.inputs.map(({ name }) => name);
  const wanted = new Set(cards[modelKey(other)]?.inputs.map(({ name }) => name));
  return names?.every((name) => wanted.has(name)) ?? false;
}

const mostAlike = 20;

/** Fetches the cards that tell which other models take the same features. */
export async function loadAlike(models: readonly ModelSummary[], model: Version) {
  const chosen = models.find((one) => modelKey(one) === modelKey(model));
  if (!chosen) return;
  const alike = alikeIn(models, chosen).slice(0, mostAlike);
  const cards = alike.length === 0 ? [] : [chosen, ...alike];
  await Promise.allSettled(cards.map(({ name, version }) => loadCard({ name, version })));
}
