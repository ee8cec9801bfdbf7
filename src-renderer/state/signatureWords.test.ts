import { describe, expect, it } from 'vitest';
import flightDelay from '../../models/flight-delay/card.json' with { type: 'json' };
import { type ModelCard, type ModelInput, modelCardSchema } from '../../src-main/contract/index.ts';
import { allowedWords, exampleWords, missingWords, outputFacts, tensorOf } from './signatureWords.ts';

const card = modelCardSchema.parse(flightDelay);

describe('a feature in words', () => {
  const inputs: ModelInput[] = [
    { name: 'delay', type: 'number', unit: 'min', range: [-43, 1301], default: 10.36, example: 22 },
    { name: 'carrier', type: 'category', values: ['EWR', 'JFK', 'LGA'], example: 'EWR' },
    { name: 'dest', type: 'category', values: Array.from({ length: 104 }, (_, at) => `AP${at}`) },
    { name: 'review', type: 'text', acceptsMissing: true },
    { name: 'new', type: 'boolean', default: false, example: true },
    { name: 'picture', type: 'image' },
  ];
  it('says what it may be, with its unit', () => {
    expect(inputs.map((input) => allowedWords(input).text)).toEqual([
      '−43 – 1,301',
      'EWR, JFK, LGA',
      '104 values',
      'any text',
      'true, false',
      'a picture',
    ]);
    expect(allowedWords({ name: 'a', type: 'number' }).text).toBe('any number');
  });
  it('says what happens where it is missing', () => {
    expect(inputs.map((input) => missingWords(input).short)).toEqual([
      'reject or 10.36',
      'reject',
      'reject',
      'scored',
      'reject or false',
      'reject',
    ]);
    expect(inputs.map(exampleWords)).toEqual(['22', 'EWR', null, null, 'true', null]);
  });
  it('says the default of one that accepts missing values', () => {
    const input: ModelInput = {
      name: 'income',
      type: 'number',
      unit: '$',
      acceptsMissing: true,
      default: 125,
    };
    expect(missingWords(input)).toEqual({
      short: '125',
      full: 'the row is scored with the default 125 $',
    });
  });
  it('knows the tensor it goes into', () => {
    expect(tensorOf(card, 'month')).toEqual({ name: 'features', type: 'float32' });
    expect(tensorOf(card, 'nothing')).toBeNull();
  });
});

it('says what comes out', () => {
  const values = (outputs: ModelCard['outputs']) => outputFacts(outputs).map((fact) => fact.value);
  expect(values(card.outputs)).toEqual([
    'a class with probabilities',
    'on_time, late',
    'the probability of late',
  ]);
  expect(values({ kind: 'regression', value: 'y', unit: 'kWh' })).toEqual(['a number', 'kWh']);
  expect(
    values({
      kind: 'classification',
      probabilities: null,
      activation: 'none',
      labels: Array.from({ length: 20 }, (_, at) => `c${at}`),
    }),
  ).toEqual(['a class', 'c0, c1, c2, c3, c4, c5, c6, c7 and 12 more']);
  expect(
    values({
      kind: 'classification',
      probabilities: null,
      activation: 'none',
      labels: ['Iris, blue', 'rose'],
    }),
  ).toEqual(['a class', '“Iris, blue”, rose']);
  expect(
    values({
      kind: 'detection',
      decoder: 'yolox',
      output: 'o',
      strides: [8],
      labels: ['cat'],
      minScore: 0.3,
      maxOverlap: 0.45,
      maxBoxes: 100,
    }),
  ).toEqual(['boxes with labels and scores', 'cat', '0.3', '45 %', '100']);
});
