import { expect, it } from 'vitest';
import type { ModelCard, ModelSummary } from '../../src-main/contract/index.ts';
import { alikeIn, takesTheSame } from './alike.ts';
import { comparable } from './comparison.ts';
import { useModels } from './models.ts';

const model = (name: string, version: string, inputs = 2) =>
  ({ name, version, task: 'classification', inputs, aliases: [] }) as unknown as ModelSummary;
const card = (...names: string[]) => ({ inputs: names.map((name) => ({ name })) }) as ModelCard;

const flights = model('flights', '1');
const remote = model('flights-remote', '1');
const trees = model('trees', '1');
const wide = model('wide', '1', 3);
const models = [flights, model('flights', '2'), remote, trees, wide];
const cards = {
  'flights@1': card('month', 'visib'),
  'flights-remote@1': card('visib', 'month'),
  'trees@1': card('x_0', 'x_1'),
};

it('finds other models with as many features, and knows by their names whether they are the same', () => {
  expect(alikeIn(models, flights)).toEqual([remote, trees]);
  expect(takesTheSame(cards, remote, flights)).toBe(true);
  expect(takesTheSame(cards, trees, flights)).toBe(false);
  // Nobody has looked yet.
  expect(takesTheSame({}, remote, flights)).toBe(false);
});

it('offers for a comparison the versions of a model and those known to take the same', () => {
  useModels.setState({ cards });
  expect(comparable(models, flights).map(({ name, version }) => `${name}@${version}`)).toEqual([
    'flights@2',
    'flights-remote@1',
  ]);
});
