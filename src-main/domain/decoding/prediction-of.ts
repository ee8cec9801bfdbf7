import type { ModelOutputs } from '../../contract/card.ts';
import type { Prediction } from '../../contract/models.ts';
import { shortNumber } from './number-text.ts';
import type { Predictions } from './predictions.ts';

/** One row's prediction as values with names. */
export function predictionOf(outputs: ModelOutputs, predictions: Predictions, row: number): Prediction {
  const { classes, scores, width, boxes } = predictions;
  const named = (names: readonly string[]) =>
    Object.fromEntries(
      names.map((name, index) => [name, scores ? shortNumber(scores, row * width + index) : 0]),
    );
  switch (outputs.kind) {
    case 'classification': {
      const prediction = outputs.labels[classes?.[row] ?? 0] ?? '';
      return scores ? { prediction, probabilities: named(outputs.labels) } : { prediction };
    }
    case 'regression':
      if (outputs.targets) return { prediction: named(outputs.targets) };
      return { prediction: scores ? shortNumber(scores, row) : null };
    case 'detection':
      return { prediction: boxes ? [...(boxes[row] ?? [])] : null };
  }
}
