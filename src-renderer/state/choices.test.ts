import { describe, expect, it } from 'vitest';
import type { JobPlan, ModelCard, ModelInput, TableDescription } from '../../src-main/contract/index.ts';
import {
  bestModel,
  blocksOf,
  changed,
  type Choices,
  defaultWords,
  folderOf,
  inputWords,
  nameOf,
  nextName,
  noChoices,
  outputPath,
  specOf,
  valueFault,
} from './choices.ts';

const visib: ModelInput = { name: 'visib', type: 'number', unit: 'mi', default: 10 };
const month: ModelInput = { name: 'month', type: 'integer', range: [1, 12] };
const carrier: ModelInput = { name: 'carrier', type: 'category', values: ['UA', 'AA'] };
const model = { name: 'flight-delay', version: '1' };
const card = (name: string, inputs: ModelInput[]): ModelCard => ({
  format: 1,
  name,
  version: '1',
  title: name,
  summary: '',
  task: 'classification',
  inputs,
  tensors: [
    {
      kind: 'features',
      shape: 'matrix',
      name: 'x',
      type: 'float32',
      features: inputs.map((input) => input.name),
    },
  ],
  outputs: { kind: 'regression', value: 'y' },
  sha256: '0'.repeat(64),
});
const table: TableDescription = {
  path: '/data/flights.csv',
  name: 'flights.csv',
  format: 'csv',
  sizeBytes: 1,
  dialect: { delimiter: ';', bom: false, newline: '\n' },
  columns: ['month', 'seen'],
  rows: [],
  survey: { rows: 1, complete: true, rowsEstimate: 1, missing: [0, 0] },
};
const plan: JobPlan = {
  matches: [
    { feature: 'month', column: 'month', matched: 'name', missing: 0, policy: { kind: 'reject' } },
    { feature: 'visib', column: null, matched: 'none', missing: null, policy: { kind: 'reject' } },
  ],
  rememberedFrom: null,
  unusedColumns: [],
  output: '/data/flights.scored.csv',
  outputExists: false,
  obstacles: [{ feature: 'visib', text: 'visib has no column: choose one, or use its default' }],
};

describe('what was chosen', () => {
  it('falls with the model or the delimiter it was chosen for', () => {
    const chosen = changed(changed(noChoices(model), { kind: 'column', feature: 'visib', column: 'seen' }), {
      kind: 'policy',
      feature: 'month',
      policy: { kind: 'value', value: '7' },
    });
    expect(chosen).toMatchObject({
      mapping: { visib: 'seen' },
      missing: { month: { kind: 'value', value: '7' } },
    });
    for (const change of [
      { kind: 'model', model },
      { kind: 'delimiter', delimiter: ',' },
      { kind: 'afresh' },
    ] as const) {
      expect(changed(chosen, change)).toMatchObject({ mapping: {}, missing: {} });
    }
  });

  it('asks again before another file is replaced', () => {
    const replacing = changed(noChoices(model), { kind: 'overwrite', overwrite: true });
    expect(changed(replacing, { kind: 'output', output: 'other.csv' }).overwrite).toBe(false);
  });
});

describe('an output', () => {
  it('lies beside the default one unless a path says where', () => {
    expect(outputPath(null, '/data/a.scored.csv')).toBe('/data/a.scored.csv');
    expect(outputPath('  ', '/data/a.scored.csv')).toBe('/data/a.scored.csv');
    expect(outputPath('b.csv', '/data/a.scored.csv')).toBe('/data/b.csv');
    expect(outputPath('b.csv', 'C:\\data\\a.scored.csv')).toBe('C:\\data\\b.csv');
    expect(outputPath('/else/b.csv', '/data/a.scored.csv')).toBe('/else/b.csv');
    expect([folderOf('/data/x.csv'), nameOf('C:\\data\\x.csv')]).toEqual(['/data/', 'x.csv']);
  });

  it('gets the next number', () => {
    expect(['a.scored.csv', 'a.scored-2.csv', 'a', 'a-9', '2025-12.csv'].map(nextName)).toEqual([
      'a.scored-2.csv',
      'a.scored-3.csv',
      'a-2',
      'a-10',
      '2025-13.csv',
    ]);
  });
});

describe('why it cannot run', () => {
  const choices = noChoices(model);
  it('names the feature and offers its default', () => {
    expect(blocksOf(plan, choices, card('flight-delay', [month, visib]), 0)).toEqual([
      {
        feature: 'visib',
        text: 'visib has no column: choose one, or use its default',
        fix: {
          label: 'Use default 10 mi',
          change: { kind: 'policy', feature: 'visib', policy: { kind: 'default' } },
        },
      },
    ]);
  });

  it('offers no default that there is not, nor the same one twice', () => {
    expect(blocksOf(plan, choices, card('x', [{ name: 'visib', type: 'number' }]), 0)[0]?.fix).toBeNull();
    const tried: Choices = { ...choices, missing: { visib: { kind: 'default' } } };
    expect(blocksOf(plan, tried, card('x', [visib]), 0)[0]?.fix).toBeNull();
  });

  it('is an output that exists, until it may be replaced', () => {
    const there = { ...plan, obstacles: [], outputExists: true };
    expect(blocksOf(there, choices, null, 0)[0]?.fix).toEqual({
      label: 'Use flights.scored-2.csv',
      change: { kind: 'output', output: '/data/flights.scored-2.csv' },
    });
    expect(blocksOf(there, { ...choices, overwrite: true }, null, 0)).toEqual([]);
  });

  it('is a time that is past or not given', () => {
    const free = { ...plan, obstacles: [] };
    expect(blocksOf(free, { ...choices, runAfterMs: 2000 }, null, 1000)).toEqual([]);
    expect(blocksOf(free, { ...choices, runAfterMs: 1000 }, null, 1000)[0]?.text).toMatch(/is past/u);
    expect(blocksOf(free, { ...choices, runAfterMs: Number.NaN }, null, 1000)[0]?.text).toMatch(/Choose/u);
  });
});

describe('a job', () => {
  it('carries what was chosen by hand alone, so that only that is remembered', () => {
    const spec = specOf(table, plan, { ...noChoices(model), mapping: { visib: 'seen' } });
    expect(spec).toMatchObject({ mapping: { visib: 'seen' }, missing: {}, output: plan.output, model });
  });

  it('matched afresh spells everything out, so that nothing remembered comes in', () => {
    const spec = specOf(table, plan, { ...noChoices(model), afresh: true });
    expect(spec).toMatchObject({
      mapping: { month: 'month' },
      missing: { month: { kind: 'reject' }, visib: { kind: 'reject' } },
    });
  });

  it('needs a model', () => {
    expect(specOf(table, plan, noChoices(null))).toBeNull();
  });
});

describe('a feature in words', () => {
  it('has its unit, its range or its values', () => {
    expect([visib, month, carrier].map(inputWords)).toEqual(['float, mi', 'int, 1–12', '2 values']);
    expect([visib, month].map(defaultWords)).toEqual(['10 mi', null]);
  });

  it('takes only values it can hold', () => {
    expect(valueFault(visib, '2.5')).toBeNull();
    expect(valueFault(visib, '2,5')).toMatch(/point/u);
    expect(valueFault(month, '2.5')).toMatch(/whole/u);
    expect(valueFault(carrier, 'UA')).toBeNull();
    expect(valueFault(carrier, 'ZZ')).toMatch(/not one of the 2 values/u);
    expect(valueFault(carrier, ' ')).toMatch(/Enter/u);
  });
});

describe('the model for a file', () => {
  it('is the one whose features the columns carry, whatever their case', () => {
    const flights = card('flights', [month, visib]);
    const payments = card('payments', [carrier]);
    expect(bestModel(['Month', 'VISIB', 'x'], [payments, flights])?.name).toBe('flights');
    expect(bestModel(['x'], [payments, flights])?.name).toBe('payments');
    expect(bestModel(['x', 'y'], [payments, flights])?.name).toBe('flights');
    expect(bestModel(['x', 'Visib (mi)', 'Visib.'], [payments, flights])?.name).toBe('flights');
    expect(bestModel(['x'], [])).toBeNull();
  });
});
