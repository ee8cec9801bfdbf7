import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ModelCard,
  modelCardSchema,
  type ModelInput,
  type Prediction,
} from '../../../src-main/contract/index.ts';
import { leftOutWords, movesOf, plainMoves, replacementsOf } from './moved.ts';
import { scoreOf, targetOf, targetWords, thresholdOf } from './score.ts';
import { canSweep, isStepped, pointsOf, roundStep, sweepOf, sweepRows, turnsOf } from './sweep.ts';

const read = (name: string): ModelCard =>
  modelCardSchema.parse(
    JSON.parse(readFileSync(new URL(`../../../models/${name}/card.json`, import.meta.url), 'utf8')),
  );
/** The numbers of a column of the sample, which is of the same source as the training rows. */
const columnOf = (name: string, column: string): number[] => {
  const url = new URL(`../../../resources/samples/${name}.csv`, import.meta.url);
  const [header = '', ...lines] = readFileSync(url, 'utf8').trim().split('\n');
  const at = header.split(',').indexOf(column);
  return lines.map((line) => Number(line.split(',')[at] || 'NaN'));
};
const flights = read('flight-delay');
const fraud = read('fraud');
const input = (card: ModelCard, name: string) => card.inputs.find((one) => one.name === name) as ModelInput;
const late = targetOf(flights.outputs, null, null);
const saying = (probability: number): Prediction => ({
  prediction: probability >= 0.5 ? 'late' : 'on_time',
  probabilities: { late: probability, on_time: 1 - probability },
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

  test.for([
    ['one step', [0, 0, 0, 1, 1, 1], true],
    ['a tree with small steps between large ones', [0, 0, 0.5, 0.503, 0.503, 0.9, 0.9, 0.7, 0.7], true],
    ['a slope', [0, 0.1, 0.2, 0.3], false],
    ['a slope that ends where it can rise no more', [0, 0, 0.1, 0.4, 0.6, 0.9, 1, 1, 1], false],
    ['nothing that changes', [0.3, 0.3, 0.3], false],
    ['rejected rows alone', [null, null], false],
  ] as const)('is one of steps or not: %s', ([, scores, stepped]) => {
    expect(isStepped(scores.map((score, value) => ({ value, score })))).toBe(stepped);
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

  test.for(['flight-delay', 'credit-risk', 'fraud'])(
    'holds a row of %s against values its data has, and no value against itself',
    (name) => {
      const card = read(name);
      const example = Object.fromEntries(card.inputs.map((one) => [one.name, one.example ?? null]));
      for (const { feature, typical } of replacementsOf(card, example)) {
        expect(typical).not.toBe(example[feature]);
        // The sample is of later months than the training rows.
        if (typeof typical !== 'number' || feature === 'month') continue;
        const column = columnOf(name, feature);
        const values = new Set(column);
        // Of amounts to the cent any one is rare; where values repeat, the typical one must be among them.
        if (values.size < column.length / 10) expect(values).toContain(typical);
      }
    },
  );

  test('the example of flight-delay has the visibility and the wind most flights have', () => {
    const example = Object.fromEntries(flights.inputs.map((one) => [one.name, one.example ?? null]));
    const names = replacementsOf(flights, example).map(({ feature }) => feature);
    expect(names).not.toContain('visib');
    expect(names).toContain('dep_delay');
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

  test('tells moves that show from those that do not', () => {
    const move = (by: number) => ({ feature: 'x', value: 1, typical: 2, word: null, by });
    const moves = [0.2, -0.0005, 0.0004, 0].map(move);
    expect(late && plainMoves(late, moves).map(({ by }) => by)).toEqual([0.2, -0.0005]);
    const value = { kind: 'value', target: null, unit: null } as const;
    expect(plainMoves(value, [4000, -4, 3.9, 0].map(move)).map(({ by }) => by)).toEqual([4000, -4]);
    expect(plainMoves(value, [move(0)])).toEqual([]);
  });

  test('says what is held against nothing', () => {
    expect(leftOutWords(flights, instance)).toBeNull();
    const bare = { ...flights, profile: { rows: 1, features: {} } };
    expect(leftOutWords(bare, instance)).toBe('The card does not tell what is typical of 10 features.');
    const sentiment = read('review-sentiment');
    expect(leftOutWords(sentiment, { review: 'so good' })).toBeNull();
    expect(leftOutWords(sentiment, { review: 'good '.repeat(1200) })).toBe(
      'The first 300 of 1,200 words were left out.',
    );
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
