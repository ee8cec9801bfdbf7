import type { Instance, ModelCard, Prediction } from '../../../src-main/contract/index.ts';
import { typicalOf } from './seen.ts';
import { scoreOf, type Target } from './score.ts';

/** One feature set to what a training row typically has, the rest as entered. */
export interface Replacement {
  feature: string;
  typical: string | number | boolean;
  instance: Instance;
}

const mostFeatures = 500;

/** Every feature whose typical value the card knows and the row does not have already, replaced one at a time. */
export function replacementsOf(card: ModelCard, instance: Instance): Replacement[] {
  return card.inputs.slice(0, mostFeatures).flatMap((input): Replacement[] => {
    const typical = typicalOf(card, input);
    if (typical === null || instance[input.name] === typical) return [];
    return [{ feature: input.name, typical, instance: { ...instance, [input.name]: typical } }];
  });
}

export interface Move {
  feature: string;
  value: Instance[string];
  typical: string | number | boolean;
  /** What the value adds to the score over the typical one. */
  by: number;
}

/** What each feature's value adds over its typical value, the largest first. */
export function movesOf(
  target: Target,
  instance: Instance,
  now: Prediction,
  replacements: readonly Replacement[],
  predictions: readonly Prediction[],
): Move[] {
  const score = scoreOf(target, now);
  if (score === null) return [];
  return replacements
    .flatMap(({ feature, typical }, at): Move[] => {
      const other = predictions[at];
      const without = other ? scoreOf(target, other) : null;
      if (without === null) return [];
      return [{ feature, typical, value: instance[feature] ?? null, by: score - without }];
    })
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}
