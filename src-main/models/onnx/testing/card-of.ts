import type { DraftCard } from '../draft-card.ts';
import type { TextFiles } from '../derive-tokens.ts';
import { prepareModel } from '../examine.ts';
import { buildModel, type ModelSpec } from './build-model.ts';

/** Nothing beside the model. */
export const noTexts: TextFiles = { tokenizer: null, labels: null, maxPositions: null, problem: null };

/** The card that a model says by itself. @throws why it does not say enough */
export function cardOf(spec: ModelSpec, texts: TextFiles = noTexts): DraftCard {
  using prepared = prepareModel(
    { bytes: buildModel(spec), file: 'm.onnx', folder: null },
    () => texts,
    'linux',
  );
  const { draft } = prepared;
  if (!draft.ok) throw new Error(draft.failure.message);
  return draft.card;
}
