import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ModelCard, modelCardSchema, type ModelInput } from '../../../src-main/contract/index.ts';
import { doubtOf, quantileOf, seenOf, seenWords, typicalOf } from './seen.ts';

const read = (name: string): ModelCard =>
  modelCardSchema.parse(
    JSON.parse(readFileSync(new URL(`../../../models/${name}/card.json`, import.meta.url), 'utf8')),
  );
const flights = read('flight-delay');
const loans = read('credit-risk');
const fraud = read('fraud');
const input = (card: ModelCard, name: string) =>
  card.inputs.find((one) => one.name === name) as Extract<ModelInput, { type: 'number' | 'integer' }>;

/** The card with nothing but bins in its profile, as one of another maker may be. */
function binsAlone(card: ModelCard): ModelCard {
  const features = Object.entries(card.profile?.features ?? {}).map(([name, profile]) => {
    if (profile.kind !== 'histogram') return [name, profile];
    const { edges, counts, missing } = profile;
    return [name, { kind: 'histogram', edges, counts, missing }];
  });
  return modelCardSchema.parse({
    ...card,
    profile: { ...card.profile, features: Object.fromEntries(features) },
  });
}

const number: ModelInput = { name: 'x', type: 'number' };
/** A card whose one number was profiled in these bins. */
function binned(edges: number[], counts: number[], more: Partial<ModelInput> = {}): [ModelCard, ModelInput] {
  const one = { ...number, ...more } as ModelInput;
  const x = { kind: 'histogram' as const, edges, counts, missing: 0 };
  return [{ ...flights, inputs: [one], profile: { rows: 1, features: { x } } }, one];
}

test.for([
  ['month', { from: 1, to: 8, told: 'values' }, 'training 1–8'],
  ['distance', { from: 80, to: 4983, told: 'values' }, 'training 80–4983'],
  ['dep_delay', { from: -33, to: 1301, told: 'values' }, 'training −33 to 1301'],
  ['sched_dep', { from: 300, to: 1439, told: 'values' }, 'training 300–1439'],
] as const)('%s had the values the card tells', ([name, seen, words]) => {
  expect(seenOf(flights, input(flights, name))).toEqual(seen);
  expect(seenWords(flights, input(flights, name))).toBe(words);
});

test('where the card has bins alone, no more is claimed than that the values lie in them', () => {
  const card = binsAlone(flights);
  expect(seenWords(card, input(card, 'month'))).toBe('training within 1–8');
  expect(seenWords(card, input(card, 'distance'))).toBe('training within 0–6000');
  expect(doubtOf(card, input(card, 'distance'), '5000')).toBeNull();
  const bare = { ...card, profile: undefined };
  expect(seenWords(bare, input(bare, 'distance'))).toBe('range 0–6000');
  expect(doubtOf(bare, input(bare, 'distance'), '6001')).toBe(
    'Above the range of the card (0–6000): expect a guess',
  );
  expect(seenWords(bare, { ...input(bare, 'distance'), range: null })).toBeNull();
});

test('what lies outside is doubtful and no fault', () => {
  expect(doubtOf(flights, input(flights, 'month'), '11')).toBe(
    'Above every training row (1–8): expect a guess',
  );
  expect(doubtOf(flights, input(flights, 'distance'), '5000')).toMatch(/^Above every training row/u);
  expect(doubtOf(flights, input(flights, 'dep_delay'), '-99')).toMatch(/^Below every training row/u);
  expect(doubtOf(flights, input(flights, 'dep_delay'), '12')).toBeNull();
  expect(doubtOf(flights, input(flights, 'carrier'), 'UA')).toBeNull();
});

test('typical is the median or the most frequent value', () => {
  expect(typicalOf(flights, input(flights, 'origin'))).toBe('EWR');
  expect(typicalOf(fraud, input(fraud, 'abroad'))).toBe(false);
  expect(typicalOf(flights, input(flights, 'dep_delay'))).toBe(-1);
  expect(typicalOf(flights, input(flights, 'visib'))).toBe(10);
  expect(typicalOf(loans, input(loans, 'assets'))).toBe(3000);
  expect(typicalOf(loans, input(loans, 'time'))).toBe(48);
  expect(typicalOf(fraud, input(fraud, 'amount_24h'))).toBe(0);
});

test('a median in a bin is a value only where one alone can be meant', () => {
  for (const card of [flights, loans, fraud].map(binsAlone)) {
    for (const one of card.inputs) {
      const typical = typicalOf(card, one);
      if (typeof typical !== 'number') continue;
      expect([one.default, ...(one.type === 'integer' ? [Math.round(typical)] : [])]).toContain(typical);
    }
  }
  const bare = binsAlone(flights);
  expect(typicalOf(bare, input(bare, 'visib'))).toBe(10);
  expect(typicalOf(bare, input(bare, 'dep_delay'))).toBeNull();
  expect(typicalOf(...binned([0, 1, 2], [5, 5]))).toBeNull();
  expect(typicalOf(...binned([0, 1, 2], [5, 5], { type: 'integer' }))).toBe(0);
  // The last bin has both its ends: 1 or 2.
  expect(typicalOf(...binned([0, 1, 2], [4, 5], { type: 'integer' }))).toBeNull();
  expect(typicalOf(...binned([0, 1, 2], [4, 5], { default: 2 }))).toBe(2);
  expect(typicalOf(...binned([0, 1, 2], [5, 4], { default: 1 }))).toBeNull();
  expect(typicalOf(...binned([0, 1], [0]))).toBeNull();
});

test('quantiles grow with their share and stay within the bins', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        const one = quantileOf(flights, 'dep_delay', low) ?? Number.NaN;
        const two = quantileOf(flights, 'dep_delay', high) ?? Number.NaN;
        expect(one).toBeLessThanOrEqual(two + 1e-9);
        expect(one).toBeGreaterThanOrEqual(-60);
        expect(two).toBeLessThanOrEqual(1500);
      },
    ),
  );
});
