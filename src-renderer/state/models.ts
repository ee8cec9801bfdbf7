import { create } from 'zustand';
import { type Failure, failureOf, type ModelCard, type ModelSummary } from '../../src-main/contract/index.ts';
import { client } from './backend.ts';

export interface Sample {
  model: string;
  path: string;
  name: string;
  sizeBytes: number;
}

/** The models there are, the sample files that come with them, and the cards that were looked at. */
export const useModels = create<{
  models: readonly ModelSummary[] | null;
  samples: readonly Sample[];
  failure: Failure | null;
  cards: Readonly<Record<string, ModelCard>>;
}>(() => ({ models: null, samples: [], failure: null, cards: {} }));

export function modelKey(model: { name: string; version: string }): string {
  return `${model.name}@${model.version}`;
}

export async function loadModels() {
  try {
    const [models, samples] = await Promise.all([client().models.list(), client().files.samples()]);
    useModels.setState({ models, samples, failure: null });
  } catch (thrown) {
    useModels.setState({ failure: failureOf(thrown) });
  }
}

/** Fetches a model's card once. */
export async function loadCard(model: { name: string; version: string }): Promise<ModelCard> {
  const key = modelKey(model);
  const known = useModels.getState().cards[key];
  if (known) return known;
  const { card } = await client().models.show(model);
  useModels.setState(({ cards }) => ({ cards: { ...cards, [key]: card } }));
  return card;
}
