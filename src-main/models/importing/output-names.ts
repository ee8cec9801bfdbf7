import type { ModelOutputs } from '../../contract/card.ts';

/** The outputs that a card speaks of. */
export function outputNames(outputs: ModelOutputs): string[] {
  if (outputs.kind === 'classification') {
    return [outputs.label, outputs.probabilities].filter((name) => typeof name === 'string');
  }
  if (outputs.kind === 'regression') return [outputs.value];
  return outputs.decoder === 'boxes' ? [outputs.boxes, outputs.scores] : [outputs.output];
}
