import { create } from 'zustand';
import {
  type Failure,
  failureOf,
  type ModelBudget,
  type ModelCard,
  type ModelSummary,
  type Residency,
} from '../../src-main/contract/index.ts';
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
  budget: ModelBudget | null;
  /** The version looked at in the Models panel, by its key. */
  selectedKey: string | null;
  search: string;
}>(() => ({
  models: null,
  samples: [],
  failure: null,
  cards: {},
  budget: null,
  selectedKey: null,
  search: '',
}));

export function modelKey(model: { name: string; version: string }): string {
  return `${model.name}@${model.version}`;
}

export async function loadModels() {
  try {
    const [models, samples] = await Promise.all([client().models.list(), client().files.samples()]);
    receiveModels(models);
    useModels.setState({ samples, failure: null });
  } catch (thrown) {
    useModels.setState({ failure: failureOf(thrown) });
  }
}

/** Takes a frame of the watch stream. Cards of versions that are gone are forgotten. */
export function receiveModels(models: readonly ModelSummary[]) {
  const keys = new Set(models.map(modelKey));
  useModels.setState(({ cards }) => ({
    models: models.map(asAsked),
    failure: null,
    cards: Object.fromEntries(Object.entries(cards).filter(([key]) => keys.has(key))),
  }));
}

/** Puts one version's answer in place before the next frame of the stream comes. */
export function placeModel(answer: ModelSummary) {
  const model = asAsked(answer);
  const key = modelKey(model);
  useModels.setState(({ models }) =>
    models
      ? {
          models: models.some((one) => modelKey(one) === key)
            ? models.map((one) => (modelKey(one) === key ? model : one))
            : [...models, model],
        }
      : {},
  );
}

/** Settings that are asked for and not answered yet, by version. */
const asked = new Map<string, Partial<Residency>[]>();

/** Shows settings at once; a frame that left before they were taken does not take them back. Returns the undo, for the answer. */
export function showAsked(model: ModelSummary, settings: Partial<Residency>): () => void {
  const key = modelKey(model);
  asked.set(key, [...(asked.get(key) ?? []), settings]);
  placeModel(model);
  return () => {
    const others = (asked.get(key) ?? []).filter((one) => one !== settings);
    if (others.length > 0) asked.set(key, others);
    else asked.delete(key);
  };
}

function asAsked(model: ModelSummary): ModelSummary {
  const settings = asked.get(modelKey(model));
  return settings ? { ...model, residency: Object.assign({ ...model.residency }, ...settings) } : model;
}

let asking: Promise<void> | null = null;
let askAgain = false;

/** Asks what all models may weigh and do weigh; of several askings at once the last is answered. */
export function loadBudget(): Promise<void> {
  if (asking) {
    askAgain = true;
    return asking;
  }
  asking = client()
    .models.budget()
    .then((budget) => useModels.setState({ budget }))
    .catch(() => undefined)
    .finally(() => {
      asking = null;
      if (askAgain) {
        askAgain = false;
        void loadBudget();
      }
    });
  return asking;
}

export function selectModel(key: string | null) {
  useModels.setState({ selectedKey: key });
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
