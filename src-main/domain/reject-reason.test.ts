import { expect, test } from 'vitest';
import { rejectKinds } from './encoding/reject-kinds.ts';
import { rejectReason } from './reject-reason.ts';

const input = { name: 'x', type: 'number' as const };

test.each([
  ['24,5', 'x is not a number: "24,5"; decimals take a point'],
  [' -0,5 ', 'x is not a number: " -0,5 "; decimals take a point'],
  ['1,000,000', 'x is not a number: "1,000,000"'],
  ['abc', 'x is not a number: "abc"'],
])('a number written %j', (value, reason) => {
  expect(rejectReason(rejectKinds.notANumber, input, 'x', value)).toBe(reason);
});
