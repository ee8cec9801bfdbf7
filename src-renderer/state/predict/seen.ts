import type { ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { figure } from '../../ui/format/numbers.ts';

type NumberInput = Extract<ModelInput, { type: 'number' | 'integer' }>;
type Histogram = Extract<NonNullable<ModelCard['profile']>['features'][string], { kind: 'histogram' }>;

export function isNumber(input: ModelInput): input is NumberInput {
  return input.type === 'number' || input.type === 'integer';
}

function histogramOf(card: ModelCard, feature: string): Histogram | null {
  const profile = card.profile?.features[feature];
  return profile?.kind === 'histogram' ? profile : null;
}

/** The values training rows had: the bins of the profile that are not empty, as far as allowed; else the card's range. */
export function seenRange(card: ModelCard, input: NumberInput): [number, number] | null {
  const range = input.range ?? null;
  const histogram = histogramOf(card, input.name);
  if (!histogram) return range;
  const first = histogram.counts.findIndex((rows) => rows > 0);
  const last = histogram.counts.findLastIndex((rows) => rows > 0);
  const from = histogram.edges[first];
  const to = histogram.edges[last + 1];
  if (first < 0 || from === undefined || to === undefined) return range;
  // Whole numbers are profiled in bins around them; the last bin may end beyond what is allowed.
  const seen: [number, number] =
    input.type === 'integer' ? [Math.ceil(from) + 0, Math.floor(to)] : [from, to];
  return range ? [Math.max(seen[0], range[0]), Math.min(seen[1], range[1])] : seen;
}

/** What is doubtful about a number that is no fault: it lies outside what the model has seen. */
export function doubtOf(card: ModelCard, input: ModelInput, text: string): string | null {
  if (!isNumber(input) || text.trim() === '') return null;
  const seen = seenRange(card, input);
  const value = Number(text);
  if (!seen || !Number.isFinite(value) || (value >= seen[0] && value <= seen[1])) return null;
  return `${value > seen[1] ? 'Above' : 'Below'} every training row (${rangeWords(seen)}): expect a guess`;
}

export function rangeWords([from, to]: readonly [number, number]): string {
  return `${figure(from)}–${figure(to)}`.replaceAll('-', '−');
}

/** The value below which this share of the training rows lies, within its bin as if spread evenly; null without a profile. */
export function quantileOf(card: ModelCard, feature: string, share: number): number | null {
  const histogram = histogramOf(card, feature);
  if (!histogram) return null;
  const total = histogram.counts.reduce((sum, rows) => sum + rows, 0);
  if (total <= 0) return null;
  let left = share * total;
  for (const [at, rows] of histogram.counts.entries()) {
    const from = histogram.edges[at];
    const to = histogram.edges[at + 1];
    if (from === undefined || to === undefined) return null;
    if (rows > 0 && left <= rows) return from + (to - from) * (left / rows);
    left -= rows;
  }
  return histogram.edges.at(-1) ?? null;
}

/** What a training row typically has: the median, or the most frequent value. Null where the card does not say. */
export function typicalOf(card: ModelCard, input: ModelInput): string | number | boolean | null {
  if (isNumber(input)) {
    const median = quantileOf(card, input.name, 0.5);
    if (median === null) return null;
    return input.type === 'integer' ? Math.round(median) : Number(median.toPrecision(6));
  }
  if (input.type !== 'category' && input.type !== 'boolean') return null;
  const profile = card.profile?.features[input.name];
  if (profile?.kind !== 'values') return null;
  let most = -1;
  let value: string | null = null;
  for (const [at, rows] of profile.counts.entries()) {
    if (rows <= most) continue;
    most = rows;
    value = profile.values[at] ?? null;
  }
  if (value === null) return null;
  return input.type === 'boolean' ? value === 'true' : value;
}
