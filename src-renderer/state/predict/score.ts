import type { ModelOutputs, Prediction } from '../../../src-main/contract/index.ts';

/** The one number a prediction is followed by while inputs change: a probability, or a value. */
export type Target =
  | { kind: 'probability'; label: string; threshold: number | null }
  | { kind: 'value'; target: string | null; unit: string | null }
  /** Classes without probabilities: the number is the place of the class among the labels. */
  | { kind: 'class'; labels: readonly string[] };

/**
 * What to follow: the score class of two, else the class that is predicted; for numbers the first target unless another
 * is chosen. Null for boxes.
 * @param predicted the class that is predicted now, for models of many classes
 */
export function targetOf(
  outputs: ModelOutputs,
  predicted: string | null,
  chosen: string | null,
): Target | null {
  switch (outputs.kind) {
    case 'classification': {
      const { labels } = outputs;
      if (outputs.probabilities === null) return { kind: 'class', labels };
      const own = outputs.positive ?? (labels.length === 2 ? labels[1] : null);
      const label = labels.find((one) => one === chosen) ?? own ?? predicted ?? labels[0];
      if (label === undefined) return null;
      return { kind: 'probability', label, threshold: thresholdOf(outputs, label) };
    }
    case 'regression': {
      const { targets } = outputs;
      const target = targets ? (targets.find((one) => one === chosen) ?? targets[0] ?? null) : null;
      return { kind: 'value', target, unit: outputs.unit ?? null };
    }
    case 'detection':
      return null;
  }
}

/** From which probability on a class of two is predicted; null with more classes, or where the graph names the class itself. */
export function thresholdOf(
  outputs: Extract<ModelOutputs, { kind: 'classification' }>,
  label: string,
): number | null {
  if (outputs.labels.length !== 2 || (outputs.label ?? null) !== null) return null;
  const positive = outputs.positive ?? outputs.labels[1];
  const threshold = outputs.threshold ?? 0.5;
  return label === positive ? threshold : 1 - threshold;
}

/** The number of a prediction that is followed; null where there is none, as in a rejected row. */
export function scoreOf(target: Target, { prediction, probabilities }: Prediction): number | null {
  if (target.kind === 'probability') return probabilities?.[target.label] ?? null;
  if (target.kind === 'class') {
    const place = typeof prediction === 'string' ? target.labels.indexOf(prediction) : -1;
    return place === -1 ? null : place;
  }
  if (typeof prediction === 'number') return prediction;
  if (target.target === null || typeof prediction !== 'object' || prediction === null) return null;
  return Array.isArray(prediction) ? null : (prediction[target.target] ?? null);
}

/** How the followed number is called: `P(late)`, `price`. */
export function targetWords(target: Target): string {
  if (target.kind === 'class') return 'class';
  return target.kind === 'probability' ? `P(${target.label})` : (target.target ?? 'value');
}
