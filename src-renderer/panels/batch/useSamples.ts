import { useEffect } from 'react';
import { create } from 'zustand';
import type { ModelCard, ModelSummary, TableDescription } from '../../../src-main/contract/index.ts';
import { client } from '../../state/backend.ts';
import { loadCard, modelKey, useModels } from '../../state/models.ts';

const useTables = create<{ tables: Readonly<Record<string, TableDescription>> }>(() => ({ tables: {} }));
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

/** The sample files that come with the models, each looked at once. */
export function useSamples(): SampleView[] {
  const models = useModels((state) => state.models);
  const samples = useModels((state) => state.samples);
  const cards = useModels((state) => state.cards);
  const tables = useTables((state) => state.tables);
  const views = (models ?? []).flatMap((model): SampleView[] => {
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
  useEffect(() => {
    for (const { path, model } of views) {
      if (asked.has(path)) continue;
      asked.add(path);
      client()
        .files.describe({ path })
        .then((table) => useTables.setState((state) => ({ tables: { ...state.tables, [path]: table } })))
        .catch(() => asked.delete(path));
      loadCard(model).catch(() => undefined);
    }
  });
  return views;
}
