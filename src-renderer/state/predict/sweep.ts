import type { Instance, ModelCard, ModelInput, Prediction } from '../../../src-main/contract/index.ts';
import { isNumber, quantileOf, seenOf } from './seen.ts';
import { scoreOf, type Target } from './score.ts';

type Value = string | number | boolean;

/** What one feature is swept over, the rest as entered. */
export type Sweep =
  | { kind: 'numbers'; feature: string; values: number[]; step: number }
  | { kind: 'choices'; feature: string; values: (string | boolean)[] };

const mostPoints = 101;
const mostChoices = 400;

export function canSweep(input: ModelInput): boolean {
  return input.type !== 'text' && input.type !== 'image';
}

/**
 * Where to look: numbers from the 1 % to the 98 % quantile of training in round steps, at most 101 of them, and as far
 * as the present value; categories and booleans one each. Null where nothing is known of a number's range.
 */
export function sweepOf(card: ModelCard, input: ModelInput, present: number | null): Sweep | null {
  const feature = input.name;
  if (input.type === 'boolean') return { kind: 'choices', feature, values: [false, true] };
  if (input.type === 'category')
    return { kind: 'choices', feature, values: input.values.slice(0, mostChoices) };
  if (!isNumber(input)) return null;
  const ends = endsOf(card, input, present);
  if (!ends) return null;
  const { from } = ends;
  let { to } = ends;
  if (to <= from) to = from + 1;
  const step = roundStep((to - from) / (mostPoints - 3), input.type === 'integer');
  const first = Math.floor(from / step + 1e-9);
  const last = Math.ceil(to / step - 1e-9);
  // Rounding outwards must not leave what was seen: month 0, say.
  const seen = seenOf(card, input);
  const lowest = Math.min(from, seen?.from ?? from);
  const highest = Math.max(to, seen?.to ?? to);
  const values = Array.from({ length: last - first + 1 }, (_, at) =>
    Math.min(highest, Math.max(lowest, Number(((first + at) * step).toPrecision(12)))),
  );
  return { kind: 'numbers', feature, values: [...new Set(values)], step };
}

/** The ends of the sweep of a number; null where nothing is known of them. */
function endsOf(
  card: ModelCard,
  input: Extract<ModelInput, { type: 'number' | 'integer' }>,
  present: number | null,
): { from: number; to: number } | null {
  const seen = seenOf(card, input);
  const quantile = (share: number) => {
    const value = quantileOf(card, input.name, share);
    return value === null || !seen ? value : Math.min(seen.to, Math.max(seen.from, value));
  };
  let from = quantile(0.01) ?? seen?.from ?? null;
  let to = quantile(0.98) ?? seen?.to ?? null;
  if (from === null || to === null) {
    if (present === null) return null;
    const reach = Math.max(1, Math.abs(present));
    from = present - reach;
    to = present + reach;
  }
  if (present !== null && Number.isFinite(present)) {
    from = Math.min(from, present);
    to = Math.max(to, present);
  }
  return input.type === 'integer' ? { from: Math.round(from), to: Math.round(to) } : { from, to };
}

/** The next of 1, 2, 5, 10, 20 … times a power of ten that is not smaller. */
export function roundStep(least: number, whole: boolean): number {
  if (whole && least <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((one) => one * power >= least * 0.999999) ?? 10;
  return Number((step * power).toPrecision(12));
}

export function sweepRows(instance: Instance, sweep: Sweep): Instance[] {
  return sweep.values.map((value) => ({ ...instance, [sweep.feature]: value }));
}

export interface SweepPoint {
  value: Value;
  score: number | null;
}

export function pointsOf(sweep: Sweep, predictions: readonly Prediction[], target: Target): SweepPoint[] {
  return sweep.values.map((value, at) => {
    const prediction = predictions[at];
    return { value, score: prediction ? scoreOf(target, prediction) : null };
  });
}

/**
 * Whether a response is one of steps, as trees give: most changes that can be seen have a stretch beside them on which
 * nothing changes at all.
 */
export function isStepped(points: readonly SweepPoint[]): boolean {
  const scores = points.flatMap(({ score }) => (score === null ? [] : [score]));
  const span = Math.max(...scores) - Math.min(...scores);
  const changes = scores.slice(1).map((score, at) => Math.abs(score - (scores[at] ?? score)));
  const seen = changes.flatMap((change, at) => (change > 0 && change >= span / 100 ? [at] : []));
  const beside = seen.filter((at) => changes[at - 1] === 0 || changes[at + 1] === 0);
  return seen.length > 0 && beside.length * 2 >= seen.length;
}

/** Where the predicted class changes as a number grows: the first point of each other class, and which it is. */
export function turnsOf(sweep: Sweep, predictions: readonly Prediction[]): { at: number; label: string }[] {
  if (sweep.kind !== 'numbers') return [];
  const turns: { at: number; label: string }[] = [];
  let before: string | null = null;
  sweep.values.forEach((value, index) => {
    const label = predictions[index]?.prediction;
    if (typeof label !== 'string') return;
    if (before !== null && label !== before) turns.push({ at: value, label });
    before = label;
  });
  return turns;
}
