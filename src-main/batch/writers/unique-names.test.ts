import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { uniqueNames } from './unique-names.ts';

describe('uniqueNames', () => {
  it('makes names unique and leaves alone those that are', () => {
    const name = fc.oneof(fc.constantFrom('a', 'A', 'a_2', '', 'column_1', 'b'), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(name, { maxLength: 8 }), fc.boolean(), (names, caseless) => {
        const made = uniqueNames(names, { caseless });
        const key = (text: string) => (caseless ? text.toLowerCase() : text);
        expect(new Set(made.map(key)).size).toBe(names.length);
        names.forEach((original, index) => {
          const repeats = names.slice(0, index).some((other) => key(other) === key(original));
          if (!repeats && !(caseless && original === '')) expect(made[index]).toBe(original);
        });
      }),
      { numRuns: 2000, seed: 9 },
    );
  });

  it('numbers as people expect', () => {
    expect(uniqueNames(['a', 'a', 'a_2', 'A', ''], { caseless: false })).toEqual([
      'a',
      'a_3',
      'a_2',
      'A',
      '',
    ]);
    expect(uniqueNames(['x', 'X', ''], { caseless: true })).toEqual(['x', 'X_2', 'column_3']);
  });
});
