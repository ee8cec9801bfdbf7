import { isCurrent, type PredictState } from './predict.ts';

/** Which field the model refused, and why, where the row in the form was rejected for one; the same object for the same answer. */
export function refusalOf({ first, row }: Pick<PredictState, 'first' | 'row'>): {
  feature: string;
  text: string;
} | null {
  const reason = first.answered?.prediction.rejected;
  if (reason === undefined || !first.card || !isCurrent(first, row)) return null;
  if (last?.reason === reason && last.card === first.card) return last.refusal;
  // Longer names first: `delay 2` is no `delay`.
  const feature = first.card.inputs
    .map(({ name }) => name)
    .filter((name) => reason.startsWith(`${name} `))
    .sort((a, b) => b.length - a.length)[0];
  const refusal =
    feature === undefined ? null : { feature, text: `Refused: it ${reason.slice(feature.length + 1)}` };
  last = { reason, card: first.card, refusal };
  return refusal;
}

let last: {
  reason: string;
  card: PredictState['first']['card'];
  refusal: { feature: string; text: string } | null;
} | null = null;
