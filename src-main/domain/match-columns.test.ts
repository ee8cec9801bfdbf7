import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../contract/card.ts';
import { type MatchOptions, matchColumns } from './match-columns.ts';

const inputs: ModelInput[] = [
  { name: 'month', type: 'integer' },
  { name: 'dep_delay', type: 'number' },
];
const match = (columns: string[], more: Partial<MatchOptions> = {}) =>
  matchColumns({
    columns,
    missing: columns.map((_, i) => i),
    inputs,
    chosen: {},
    remembered: {},
    policies: {},
    ...more,
  }).map(({ column, matched, missing }) => [column, matched, missing]);

describe('matchColumns', () => {
  it('matches names, whatever their case and separators', () => {
    expect(match(['x', 'Dep Delay', 'MONTH'])).toEqual([
      ['MONTH', 'name', 2],
      ['Dep Delay', 'name', 1],
    ]);
  });
  it('matches a name that an exporter has rid of its signs', () => {
    const years: ModelInput = { name: 'Age__years_', type: 'number' };
    const [age] = matchColumns({
      columns: ['Age (years)', '%', '€'],
      missing: [0, 0, 0],
      inputs: [years, { name: '$', type: 'number' }],
      chosen: {},
      remembered: {},
      policies: {},
    });
    expect(age).toMatchObject({ column: 'Age (years)', matched: 'name' });
  });
  it('takes what was chosen before what is remembered before names', () => {
    expect(
      match(['a', 'b', 'month', 'dep_delay'], {
        chosen: { month: 'a' },
        remembered: { month: 'b', dep_delay: 'b' },
      }),
    ).toEqual([
      ['a', 'chosen', 0],
      ['b', 'remembered', 1],
    ]);
  });
  it('says "remembered" only where the name alone would not have led there', () => {
    expect(match(['month', 'delay'], { remembered: { month: 'month', dep_delay: 'delay' } })).toEqual([
      ['month', 'name', 0],
      ['delay', 'remembered', 1],
    ]);
  });
  it('goes by order only in a table of exactly the features', () => {
    expect(match(['monat', 'dep_delay'])).toEqual([
      ['monat', 'order', 0],
      ['dep_delay', 'name', 1],
    ]);
    expect(match(['monat', 'dep_delay', 'other'])[0]).toEqual([null, 'none', null]);
  });
  it('matches no name that stands twice, and no choice that is not there', () => {
    expect(match(['month', 'month', 'dep_delay'])[0]).toEqual([null, 'none', null]);
    expect(match(['month', 'dep_delay'], { chosen: { month: 'gone' } })[0]).toEqual([null, 'none', null]);
  });
  it('leaves missing cells to models that accept them, and rejects their rows for all others', () => {
    const accepting: ModelInput = { name: 'dep_delay', type: 'number', acceptsMissing: true };
    const matches = matchColumns({
      columns: ['month', 'dep_delay'],
      missing: [0, 0],
      inputs: [{ name: 'month', type: 'integer' }, accepting],
      chosen: {},
      remembered: {},
      policies: {},
    });
    expect(matches.map(({ policy }) => policy.kind)).toEqual(['reject', 'default']);
  });
});
