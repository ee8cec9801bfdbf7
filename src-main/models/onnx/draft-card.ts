import type { ModelCard } from '../../contract/card.ts';
import type { ImportFinding } from '../../contract/models.ts';

/** What a model file says by itself of its card. */
export type DraftCard = Pick<ModelCard, 'task' | 'inputs' | 'tensors' | 'outputs'> &
  Partial<Pick<ModelCard, 'tokenizer' | 'rowsPerRun'>>;

export interface Draft {
  card: DraftCard;
  findings: ImportFinding[];
}
