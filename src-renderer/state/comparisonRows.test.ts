import { describe, expect, it } from 'vitest';
import type { Comparison } from '../../src-main/contract/index.ts';
import { agreementWords, comparedRows, disagreementRows } from './comparisonRows.ts';

const side = {
  name: 'flight-delay',
  version: '3',
  remote: null,
  sizeBytes: 4_100_000,
  memoryBytes: 8_200_000,
  loadMs: 31,
  rowsPerSecond: 304_000,
  p50Ms: 0.12,
  p99Ms: 0.21,
  metrics: [
    { name: 'AUC', value: 0.9247, better: 'higher' as const },
    { name: 'Brier', value: 0.0871, better: 'lower' as const },
  ],
};
const comparison: Comparison = {
  rows: 20_000,
  rejected: 12,
  truth: 'arr_delay',
  sides: [
    side,
    {
      ...side,
      version: '4',
      sizeBytes: 1_025_000,
      memoryBytes: null,
      rowsPerSecond: 381_000,
      p50Ms: 0.121,
      metrics: [
        { name: 'AUC', value: 0.9262, better: 'higher' },
        { name: 'Brier', value: 0.0871, better: 'lower' },
      ],
    },
  ],
  differences: [],
  agreement: { share: 0.9871, disagreeing: 258, largest: 0.3123, mean: 0.002134 },
  disagreements: [],
};

describe('two versions on the same rows', () => {
  it('have the better figure marked, beyond what differs from run to run', () => {
    const rows = Object.fromEntries(comparedRows(comparison).map((row) => [row.id, row]));
    expect(rows['AUC']).toMatchObject({
      first: '0.9247',
      second: '0.9262',
      change: '+ 0.0015',
      better: 'second',
    });
    expect(rows['Brier']).toMatchObject({ change: '0', better: null });
    expect(rows['rate']).toMatchObject({ second: '381,000', change: '× 1.25', better: 'second' });
    expect(rows['p50']?.better).toBeNull();
    expect(rows['size']).toMatchObject({ first: '4.10 MB', second: '1.02 MB', better: 'second' });
    expect(rows['memory']).toMatchObject({ second: '–', change: null, better: null });
  });

  it('agree in words that hide no row', () => {
    expect(agreementWords(comparison)).toBe(
      'Agree on 98.71 % of 20,000 rows; 0.00213 apart on average, 0.312 at most',
    );
    const nearly = { ...comparison, agreement: { ...comparison.agreement, share: 0.99999 } };
    expect(agreementWords(nearly)).toMatch(/^Agree on > 99\.99 % of/u);
    const same = { share: 1, disagreeing: 0, largest: 0, mean: 0 };
    expect(agreementWords({ ...comparison, agreement: same })).toBe(
      'The same answer on every one of 20,000 rows',
    );
  });

  it('disagree by bins, small ones put together and none lost', () => {
    const bin = (at: number, rows: number, right: number | null) => ({
      from: at / 20,
      to: (at + 1) / 20,
      rows,
      firstRight: right,
      secondRight: right === null ? null : rows - right,
    });
    const few = [bin(8, 141, 62), bin(9, 0, 0), bin(10, 104, 49)];
    expect(disagreementRows({ ...comparison, disagreements: few }).map((row) => row.score)).toEqual([
      '0.4 – 0.45',
      '0.5 – 0.55',
    ]);
    const many = Array.from({ length: 20 }, (_, at) => bin(at, at + 1, at % 2 === 0 ? 1 : null));
    const rows = disagreementRows({ ...comparison, disagreements: many });
    expect(rows).toHaveLength(13);
    expect(rows.at(-1)).toMatchObject({ score: 'elsewhere', rows: 36, firstRight: null });
    expect(rows.reduce((sum, row) => sum + row.rows, 0)).toBe(210);
  });
});
