import { expect, test } from 'vitest';
import type { Comparison } from '../../../contract/models.ts';
import { comparisonText } from './compare.ts';

const side = (version: string, changes: Partial<Comparison['sides'][0]> = {}): Comparison['sides'][0] => ({
  name: 'fraud',
  version,
  remote: null,
  sizeBytes: 200_000,
  memoryBytes: 4_000_000,
  loadMs: 20,
  rowsPerSecond: 400_000,
  p50Ms: 0.01,
  p99Ms: 0.04,
  metrics: [{ name: 'AUC', value: 0.91234, better: 'higher' }],
  ...changes,
});
const comparison: Comparison = {
  rows: 10_000,
  rejected: 12,
  truth: 'is_fraud',
  sides: [side('1'), side('2', { sizeBytes: 50_000, rowsPerSecond: 800_000, memoryBytes: null })],
  differences: [{ row: 1_234, first: 'genuine (0.51)', second: 'fraud (0.52)' }],
  agreement: { share: 0.99999, disagreeing: 1, largest: 0.25, mean: 0.001 },
  disagreements: [
    { from: 0.4, to: 0.5, rows: 0, firstRight: 0, secondRight: 0 },
    { from: 0.5, to: 0.6, rows: 1, firstRight: 0, secondRight: 1 },
  ],
};

test('a comparison is told in two tables and a sentence', () => {
  const told = comparisonText(comparison);
  expect(told).toContain('10,000 rows, 12 rows not scored by both; the truth stands in is_fraud\n');
  expect(told).toMatch(/^size +200\.0 kB +50\.0 kB +0\.25$/mu);
  expect(told).toMatch(/^memory +4\.0 MB$/mu);
  expect(told).toMatch(/^rows\/s in batches +400,000 +800,000 +2\.00$/mu);
  expect(told).toMatch(/^AUC \(higher is better\) +0\.9123 +0\.9123$/mu);
  // The one row that differs must not be rounded away.
  expect(told).toContain(
    'They agree on 99.99 % of the rows and differ on 1. They are 0.001 apart on average and 0.25 at most.\n',
  );
  expect(told).toMatch(/^ +0\.5 +0\.6 +1 +0 +1$/mu);
  expect(told).not.toMatch(/^ +0\.4 +0\.5/mu);
  expect(told).toMatch(/^ +ROW +fraud@1 +fraud@2\n *1,234 +genuine \(0\.51\) +fraud \(0\.52\)$/mu);
});

test('without a truth nobody is right', () => {
  const told = comparisonText({
    ...comparison,
    truth: null,
    rejected: 0,
    disagreements: [{ from: 0.5, to: 0.6, rows: 1, firstRight: null, secondRight: null }],
  });
  expect(told).toContain('10,000 rows, both scored all of them\n');
  expect(told).not.toContain('RIGHT');
});

test('where one runs elsewhere it is said what its times hold', () => {
  const remote = { url: 'http://127.0.0.1:8000', model: 'fraud', version: null };
  const told = comparisonText({ ...comparison, sides: [side('1'), side('2', { remote })] });
  expect(told).toMatch(/^size +200\.0 kB$/mu);
  expect(told).toContain('Times of fraud@2 hold the way to http://127.0.0.1:8000 and back.\n');
});
