import type { ModelOutputs } from '../contract/card.ts';

/** The columns a scored table gets after its own. */
export interface ScoredColumns {
  /**
   * Prediction columns in order: the prediction and one probability a class, if there are any; or one value a target;
   * or the boxes found, as JSON.
   */
  predictions: { name: string; type: 'number' | 'text' | 'json' }[];
  /** Name of the column that says why a row was rejected; it exists only when one was. */
  rejected: string;
}

/** Names the added columns; a name the table already has gets the first free numeric suffix (`prediction_2`). */
export function scoredColumns(outputs: ModelOutputs, existing: readonly string[]): ScoredColumns {
  const taken = new Set(existing);
  const free = (wanted: string): string => {
    let name = wanted;
    for (let suffix = 2; taken.has(name); suffix++) name = `${wanted}_${suffix}`;
    taken.add(name);
    return name;
  };
  const predictions: ScoredColumns['predictions'] = [];
  if (outputs.kind === 'classification') {
    predictions.push({ name: free('prediction'), type: 'text' });
    for (const label of outputs.probabilities === null ? [] : outputs.labels)
      predictions.push({ name: free(`probability_${label}`), type: 'number' });
  } else if (outputs.kind === 'detection') {
    predictions.push({ name: free('prediction'), type: 'json' });
  } else {
    const names = outputs.targets?.map((target) => `prediction_${target}`) ?? ['prediction'];
    for (const name of names) predictions.push({ name: free(name), type: 'number' });
  }
  return { predictions, rejected: free('rejected') };
}
