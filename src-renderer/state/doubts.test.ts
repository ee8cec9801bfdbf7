import { expect, it } from 'vitest';
import type { FeatureMatch, JobPlan, ModelCard, TableDescription } from '../../src-main/contract/index.ts';
import { doubtOf } from './doubts.ts';

const card = {
  inputs: [
    { name: 'wind', type: 'number' },
    { name: 'home', type: 'category', values: ['rent', 'owner'] },
    { name: 'text', type: 'text' },
  ],
} as unknown as ModelCard;
const plan = {
  matches: card.inputs.map(({ name }): Partial<FeatureMatch> => ({ feature: name, column: name })),
} as unknown as JobPlan;
const table = (...rows: (string | null)[][]) =>
  ({
    columns: ['text', 'wind', 'home'],
    rows: rows.map((cells) => ({ line: null, cells })),
  }) as unknown as TableDescription;

it('has nothing to say where every cell can be read or is missing', () => {
  expect(doubtOf(table(['a', '1.5', 'rent'], ['b', null, null]), plan, card)).toBeNull();
  expect(doubtOf(table(), plan, card)).toBeNull();
  expect(doubtOf(table(['a', 'x', 'y']), plan, null)).toBeNull();
});

it('names the feature with the most of them, a cell, and the decimal comma', () => {
  expect(doubtOf(table(['a', '24,16', 'tent'], ['b', '1,5', 'rent']), plan, card)).toEqual({
    feature: 'wind',
    text: 'wind: “24,16” is not a number the model can read, as decimals take a point; every row seen would be rejected',
  });
  expect(doubtOf(table(['a', '24', 'tent'], ['b', '1', 'rent']), plan, card)?.text).toBe(
    'home: “tent” is a value the model does not know; 1 of the first 2 rows would be rejected',
  );
});

it('knows nothing of a feature without a column', () => {
  const none = { matches: [{ feature: 'wind', column: null }] } as unknown as JobPlan;
  expect(doubtOf(table(['a', 'x', 'y']), none, card)).toBeNull();
});
