import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ModelCard,
  modelCardSchema,
  type ModelInput,
  type Prediction,
} from '../../../src-main/contract/index.ts';
import { movesOf, replacementsOf } from './moved.ts';
import { scoreOf, targetOf, targetWords, thresholdOf } from './score.ts';
import { doubtOf, quantileOf, seenRange, typicalOf } from './seen.ts';
import { canSweep, pointsOf, roundStep, sweepOf, sweepRows, turnsOf } from './sweep.ts';

const read = (name: string): ModelCard =>
  modelCardSchema.parse(
    JSON.parse(readFileSync(new URL(`../../../models/${name}/card.json`, import.meta.url), 'utf8')),
  );
const flights = read('flight-delay');
const fraud = read('fraud');
const input = (card: ModelCard, name: string) => card.inputs.find((one) => one.name === name) as ModelInput;
const late = targetOf(flights.outputs, null, null);
const saying = (probability: number): Prediction => ({
  prediction: probability >= 0.5 ? 'late' : 'on_time',
  probabilities: { late: probability, on_time: 1 - probability },
});

describe('what was seen in training', () => {
  test('is read from the bins that have rows', () => {
    expect(seenRange(flights, input(flights, 'month') as never)).toEqual([1, 8]);
    expect(seenRange(flights, input(flights, 'dep_delay') as never)).toEqual([-60, 1500]);
    expect(seenRange(flights, input(flights, 'sched_dep') as never)).toEqual([300, 1439]);
  });

  test('what lies outside is doubtful and no fault', () => {
    expect(doubtOf(flights, input(flights, 'month'), '11')).toBe(
      'Above every training row (1–8): expect a guess',
    );
    expect(doubtOf(flights, input(flights, 'dep_delay'), '-99')).toMatch(/^Below every training row/u);
    expect(doubtOf(flights, input(flights, 'dep_delay'), '12')).toBeNull();
    expect(doubtOf(flights, input(flights, 'carrier'), 'UA')).toBeNull();
  });

  test('typical is the median or the most frequent value', () => {
    expect(typicalOf(flights, input(flights, 'origin'))).toBe('EWR');
    expect(typicalOf(fraud, input(fraud, 'abroad'))).toBe(false);
    const median = typicalOf(flights, input(flights, 'dep_delay'));
    expect(median).toBeGreaterThan(-5);
    expect(median).toBeLessThan(0);
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
});

describe('a sweep', () => {
  test.for(flights.inputs.filter((one) => canSweep(one) && one.type !== 'category'))(
    'of $name has at most 101 growing points and the present value among them',
    (one) => {
      fc.assert(
        fc.property(fc.integer({ min: -2000, max: 5000 }), (present) => {
          const sweep = sweepOf(flights, one, present);
          const values = sweep?.values as number[];
          expect(values.length).toBeGreaterThan(1);
          expect(values.length).toBeLessThanOrEqual(101);
          values.forEach((value, at) => at > 0 && expect(value).toBeGreaterThan(values[at - 1] as number));
          expect(values[0]).toBeLessThanOrEqual(present);
          expect(values.at(-1)).toBeGreaterThanOrEqual(present);
        }),
      );
    },
  );

  test('of a whole number keeps to what it can be', () => {
    expect(sweepOf(flights, input(flights, 'day_of_week'), 3)?.values).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('of a category or a boolean takes each value once', () => {
    expect(sweepOf(flights, input(flights, 'origin'), null)?.values).toEqual(['EWR', 'JFK', 'LGA']);
    expect(sweepOf(fraud, input(fraud, 'abroad'), null)?.values).toEqual([false, true]);
  });

  test('of a number nothing is known of lies around the present value, or is none', () => {
    const unknown: ModelInput = { name: 'x', type: 'number' };
    const card = { ...flights, inputs: [unknown], profile: undefined };
    expect(sweepOf(card, unknown, null)).toBeNull();
    const values = sweepOf(card, unknown, 4)?.values as number[];
    expect(values[0]).toBeLessThanOrEqual(0);
    expect(values.at(-1)).toBeGreaterThanOrEqual(8);
  });

  test('changes one feature and leaves the rest as entered', () => {
    const sweep = sweepOf(flights, input(flights, 'origin'), null);
    expect(sweep && sweepRows({ origin: 'EWR', month: 3 }, sweep)).toEqual([
      { origin: 'EWR', month: 3 },
      { origin: 'JFK', month: 3 },
      { origin: 'LGA', month: 3 },
    ]);
  });

  test('says where the class turns, and has a gap where a row was rejected', () => {
    const sweep = sweepOf(flights, input(flights, 'day_of_week'), 1);
    const predictions = [0.1, 0.4, 0.6, 0.7, 0.3, 0.2, 0.1].map(saying);
    predictions[6] = { prediction: null, rejected: 'no' };
    expect(sweep && turnsOf(sweep, predictions)).toEqual([
      { at: 3, label: 'late' },
      { at: 5, label: 'on_time' },
    ]);
    expect(sweep && late && pointsOf(sweep, predictions, late).at(-1)).toEqual({ value: 7, score: null });
  });

  test('steps are 1, 2 or 5 times a power of ten, not smaller than asked', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (least) => {
        const step = roundStep(least, false);
        expect(step).toBeGreaterThanOrEqual(least * 0.99999);
        expect(step).toBeLessThanOrEqual(least * 10.001);
        expect(Number(step.toExponential().split('e')[0])).toBeOneOf([1, 2, 5]);
      }),
    );
  });
});

describe('what is followed', () => {
  test('the score class of two with its threshold, the predicted one of many, a target of several', () => {
    expect(late).toEqual({ kind: 'probability', label: 'late', threshold: 0.5 });
    expect(late && targetWords(late)).toBe('P(late)');
    const many = { ...flights.outputs, labels: ['a', 'b', 'c'], positive: null } as ModelCard['outputs'];
    expect(targetOf(many, 'c', null)).toEqual({ kind: 'probability', label: 'c', threshold: null });
    expect(targetOf(many, 'c', 'b')).toMatchObject({ label: 'b' });
    const targets: ModelCard['outputs'] = { kind: 'regression', value: 'y', targets: ['p', 'q'], unit: 'kW' };
    const second = targetOf(targets, null, 'q');
    expect(second).toEqual({ kind: 'value', target: 'q', unit: 'kW' });
    expect(second && scoreOf(second, { prediction: { p: 1, q: 2 } })).toBe(2);
    expect(targetOf(read('page-layout').outputs, null, null)).toBeNull();
    const alone = targetOf({ ...flights.outputs, probabilities: null } as ModelCard['outputs'], 'late', null);
    expect(alone).toEqual({ kind: 'class', labels: ['on_time', 'late'] });
    expect(alone && scoreOf(alone, { prediction: 'late' })).toBe(1);
  });

  test('the other class of two turns at what is left of one', () => {
    const outputs = { ...flights.outputs, threshold: 0.3 } as Extract<
      ModelCard['outputs'],
      { kind: 'classification' }
    >;
    expect([thresholdOf(outputs, 'late'), thresholdOf(outputs, 'on_time')]).toEqual([0.3, 0.7]);
  });
});

describe('what moved it', () => {
  const instance = { origin: 'JFK', dep_delay: 30, month: 3 };

  test('replaces one feature at a time, and none that is typical already', () => {
    const names = replacementsOf(flights, { ...instance, origin: 'EWR' }).map(({ feature }) => feature);
    expect(names).not.toContain('origin');
    const [first] = replacementsOf(flights, instance).filter(({ feature }) => feature === 'origin');
    expect(first?.instance).toEqual({ origin: 'EWR', dep_delay: 30, month: 3 });
  });

  test('orders by how much', () => {
    const replacements = replacementsOf(flights, instance).filter(({ feature }) => feature in instance);
    const said = new Map([
      ['origin', 0.75],
      ['dep_delay', 0.2],
      ['month', 0.9],
    ]);
    const predictions = replacements.map(({ feature }) => saying(said.get(feature) ?? 0));
    const moves = late ? movesOf(late, instance, saying(0.8), replacements, predictions) : [];
    expect(moves.map(({ feature, by }) => [feature, Number(by.toFixed(3))])).toEqual([
      ['dep_delay', 0.6],
      ['month', -0.1],
      ['origin', 0.05],
    ]);
  });

  test('leaves out the words of a text one by one', () => {
    const sentiment = read('review-sentiment');
    const left = replacementsOf(sentiment, { review: 'not good  at all' });
    expect(left.map(({ word, instance: row }) => [word?.text, row['review']])).toEqual([
      ['not', ' good  at all'],
      ['good', 'not   at all'],
      ['at', 'not good   all'],
      ['all', 'not good  at '],
    ]);
    expect(replacementsOf(sentiment, { review: 'good' })).toEqual([]);
  });
});
