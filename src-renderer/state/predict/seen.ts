import type { ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { figure } from '../../ui/format/numbers.ts';

type NumberInput = Extract<ModelInput, { type: 'number' | 'integer' }>;
type Histogram = Extract<NonNullable<ModelCard['profile']>['features'][string], { kind: 'histogram' }>;
type FeatureValue = string | number | boolean;

export function isNumber(input: ModelInput): input is NumberInput {
  return input.type === 'number' || input.type === 'integer';
}

function histogramOf(card: ModelCard, feature: string): Histogram | null {
  const profile = card.profile?.features[feature];
  return profile?.kind === 'histogram' ? profile : null;
}

/**
 * What the card tells of the values training rows had: the least and the largest themselves, or only the ends of the
 * bins they lie in, or no more than the range it names.
 */
export interface Seen {
  from: number;
  to: number;
  told: 'values' | 'bins' | 'range';
}

export function seenOf(card: ModelCard, input: NumberInput): Seen | null {
  const range = input.range ?? null;
  const named: Seen | null = range ? { from: range[0], to: range[1], told: 'range' } : null;
  const histogram = histogramOf(card, input.name);
  if (!histogram) return named;
  const { min, max } = histogram;
  if (min !== undefined && max !== undefined) return { from: min, to: max, told: 'values' };
  const first = histogram.counts.findIndex((rows) => rows > 0);
  const last = histogram.counts.findLastIndex((rows) => rows > 0);
  const from = histogram.edges[first];
  const to = histogram.edges[last + 1];
  if (first < 0 || from === undefined || to === undefined) return named;
  // Whole numbers are profiled in bins around them.
  return input.type === 'integer'
    ? { from: Math.ceil(from) + 0, to: Math.floor(to), told: 'bins' }
    : { from, to, told: 'bins' };
}

/** What is known of the values of training, for under a field; null where nothing is. */
export function seenWords(card: ModelCard, input: NumberInput): string | null {
  const seen = seenOf(card, input);
  if (!seen) return null;
  if (seen.told === 'values') return `training ${spanWords(seen)}`;
  return seen.told === 'bins' ? `training within ${spanWords(seen)}` : `range ${spanWords(seen)}`;
}

/** What is doubtful about a number that is no fault: it lies outside what the model has seen. */
export function doubtOf(card: ModelCard, input: ModelInput, text: string): string | null {
  if (!isNumber(input) || text.trim() === '') return null;
  const seen = seenOf(card, input);
  const value = Number(text);
  if (!seen || !Number.isFinite(value) || (value >= seen.from && value <= seen.to)) return null;
  const where = value > seen.to ? 'Above' : 'Below';
  const what = seen.told === 'range' ? 'the range of the card' : 'every training row';
  return `${where} ${what} (${spanWords(seen)}): expect a guess`;
}

/** Two ends as they can be typed, without thousands separators. */
function spanWords({ from, to }: Seen): string {
  return `${plain(from)}${from < 0 ? ' to ' : '–'}${plain(to)}`;
}

function plain(value: number): string {
  return figure(value).replaceAll(',', '').replace('-', '−');
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

/**
 * What a training row typically has: the median, or the most frequent value. Always a value rows had, for a model may
 * answer anything to one that none had; null where the card does not tell.
 */
export function typicalOf(card: ModelCard, input: ModelInput): FeatureValue | null {
  if (isNumber(input)) return medianOf(card, input);
  if (input.type !== 'category' && input.type !== 'boolean') return null;
  const profile = card.profile?.features[input.name];
  if (profile?.kind !== 'values') return null;
  let most = 0;
  let value: string | null = null;
  for (const [at, rows] of profile.counts.entries()) {
    if (rows <= most) continue;
    most = rows;
    value = profile.values[at] ?? null;
  }
  if (value === null) return null;
  return input.type === 'boolean' ? value === 'true' : value;
}

/**
 * The median the card tells. Without it the bin the median lies in is known, and it is a value only where one alone can
 * be meant: the default, or the one whole number in the bin.
 */
function medianOf(card: ModelCard, input: NumberInput): number | null {
  const histogram = histogramOf(card, input.name);
  if (!histogram) return null;
  if (histogram.median !== undefined) return histogram.median;
  const bin = binOfMedian(histogram);
  if (!bin) return null;
  const [from, to, last] = bin;
  const within = (value: number) => value >= from && (value < to || (last && value === to));
  const fallback = input.default ?? null;
  if (fallback !== null && within(fallback)) return fallback;
  const whole = Math.ceil(from) + 0;
  return input.type === 'integer' && within(whole) && !within(whole + 1) ? whole : null;
}

/** The ends of the bin that holds the lower one of the two rows in the middle, and whether it is the last, which has both. */
function binOfMedian({ edges, counts }: Histogram): [from: number, to: number, last: boolean] | null {
  const total = counts.reduce((sum, rows) => sum + rows, 0);
  if (total <= 0) return null;
  let left = Math.max(1, Math.ceil(total / 2));
  for (const [at, rows] of counts.entries()) {
    const from = edges[at];
    const to = edges[at + 1];
    if (from === undefined || to === undefined) return null;
    if (left <= rows) return [from, to, at === counts.length - 1];
    left -= rows;
  }
  return null;
}
