import { create } from 'zustand';
import type { ModelCard, ModelSummary, TableDescription } from '../../src-main/contract/index.ts';
import { client } from './backend.ts';
import { loadCard, modelKey, type useModels } from './models.ts';

/** What was found in the sample files, by path. */
export const useSampleTables = create<{ tables: Readonly<Record<string, TableDescription>> }>(() => ({
  tables: {},
}));
const asked = new Set<string>();

export interface SampleView {
  model: ModelSummary;
  path: string;
  name: string;
  sizeBytes: number;
  /** Null until it was looked at. */
  table: TableDescription | null;
  card: ModelCard | null;
}

/** The sample files that come with the models, one a model that has one. */
export function sampleViews(
  { models, samples, cards }: Pick<ReturnType<typeof useModels.getState>, 'models' | 'samples' | 'cards'>,
  tables: Readonly<Record<string, TableDescription>>,
): SampleView[] {
  return (models ?? []).flatMap((model): SampleView[] => {
    if (model.sample === null) return [];
    const path = model.sample;
    const file = samples.find((sample) => sample.path === path);
    return [
      {
        model,
        path,
        name: file?.name ?? path.split(/[/\\]/u).at(-1) ?? path,
        sizeBytes: file?.sizeBytes ?? 0,
        table: tables[path] ?? null,
        card: cards[modelKey(model)] ?? null,
      },
    ];
  });
}

/** Looks at each sample file and its model's card once; one that could not be read is looked at the next time. */
export function lookAtSamples(views: readonly SampleView[]) {
  for (const { path, model } of views) {
    if (asked.has(path)) continue;
    asked.add(path);
    client()
      .files.describe({ path })
      .then((table) => useSampleTables.setState(({ tables }) => ({ tables: { ...tables, [path]: table } })))
      .catch(() => asked.delete(path));
    loadCard(model).catch(() => undefined);
  }
}
