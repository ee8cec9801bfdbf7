import { expect, test } from 'vitest';
import { cutMiddle } from './text.ts';

test('a name with no room keeps its beginning and its end', () => {
  expect(cutMiddle('short', 12)).toBe('short');
  expect(cutMiddle('customer-lifetime-value-2026', 12)).toBe('custome…2026');
  expect(Array.from(cutMiddle('🛫'.repeat(40), 12))).toHaveLength(12);
});
