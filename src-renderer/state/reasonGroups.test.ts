import { expect, it } from 'vitest';
import { groupedReasons } from './reasonGroups.ts';

it('counts together what differs in the cell alone', () => {
  expect(
    groupedReasons([
      { reason: 'wind is empty', rows: 4, firstRow: 7 },
      { reason: 'wind is not a number: "1,5"; decimals take a point', rows: 3, firstRow: 9 },
      { reason: 'wind is not a number: "?"', rows: 2, firstRow: 2 },
      { reason: 'home is not a number: "?"', rows: 1, firstRow: 1 },
    ]),
  ).toEqual([
    { reason: 'wind is not a number: "1,5"; decimals take a point', rows: 5, firstRow: 2, others: 1 },
    { reason: 'wind is empty', rows: 4, firstRow: 7, others: 0 },
    { reason: 'home is not a number: "?"', rows: 1, firstRow: 1, others: 0 },
  ]);
});
