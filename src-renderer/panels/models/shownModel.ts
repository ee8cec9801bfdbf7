import type { ModelSummary } from '../../../src-main/contract/index.ts';
import { modelKey } from '../../state/models.ts';

/** The version looked at: the selected one, else the first of the list. */
export function shownModel(models: readonly ModelSummary[], selectedKey: string | null): ModelSummary | null {
  return models.find((model) => modelKey(model) === selectedKey) ?? models[0] ?? null;
}
