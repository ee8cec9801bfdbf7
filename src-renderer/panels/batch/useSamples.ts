import { useEffect } from 'react';
import { useModels } from '../../state/models.ts';
import { lookAtSamples, sampleViews, type SampleView, useSampleTables } from '../../state/samples.ts';

/** The sample files that come with the models, each looked at once. */
export function useSamples(): SampleView[] {
  const models = useModels((state) => state.models);
  const samples = useModels((state) => state.samples);
  const cards = useModels((state) => state.cards);
  const tables = useSampleTables((state) => state.tables);
  const views = sampleViews({ models, samples, cards }, tables);
  useEffect(() => lookAtSamples(views));
  return views;
}
