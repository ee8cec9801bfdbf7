import { useState } from 'react';
import type { HistoryEntry, ModelCard } from '../../../src-main/contract/index.ts';
import { tellingFeature } from '../../state/predict/history.ts';

/**
 * The feature that has a column in the history. It stays what it is as long as it tells the entries apart, and while they
 * are searched: a column that changes under the eye cannot be read down.
 */
export function useTellingFeature(
  entries: readonly HistoryEntry[],
  card: ModelCard | null,
  swept: string | null,
  searching: boolean,
): string | null {
  const [kept, setKept] = useState<{ card: ModelCard | null; feature: string | null }>({
    card: null,
    feature: null,
  });
  const before = kept.card === card ? kept.feature : null;
  const features = card?.inputs.filter(({ type }) => type !== 'image').map(({ name }) => name) ?? [];
  const feature = searching && before !== null ? before : tellingFeature(entries, features, [swept, before]);
  // React draws again at once, before anything is shown.
  if (kept.card !== card || kept.feature !== feature) setKept({ card, feature });
  return feature;
}
