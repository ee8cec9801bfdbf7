import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonMembers } from './json-members.ts';

describe('jsonMembers', () => {
  it('finds the members that JSON.parse finds', () => {
    const blanks = fc.string({ maxLength: 3, unit: fc.constantFrom(' ', '\t') });
    const names = fc.oneof(
      fc.string({ maxLength: 4, unit: 'binary' }),
      fc.constantFrom('a', 'b', '1', '__proto__', '\u2028', 'a"b\\'),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(names, fc.jsonValue({ maxDepth: 3 })), { maxLength: 6 }),
        blanks,
        (members, blank) => {
          const inner = members.map(
            ([name, value]) =>
              `${blank}${JSON.stringify(name)}${blank}:${blank}${JSON.stringify(value)}${blank}`,
          );
          const line = `${blank}{${inner.join(',') || blank}}${blank}`;
          const expected = JSON.parse(line) as Record<string, unknown>;
          const found = jsonMembers(line) ?? [];
          expect(new Set(found.map(({ name }) => name))).toEqual(new Set(Object.keys(expected)));
          for (const { name, text } of found) {
            const value = Object.getOwnPropertyDescriptor(expected, name)?.value as unknown;
            if (typeof value === 'string') expect(text).toBe(value);
            else if (value === null) expect(text).toBeNull();
            else expect(JSON.parse(text ?? '')).toEqual(value);
          }
        },
      ),
      { numRuns: 3000, seed: 5 },
    );
  });

  it('keeps order, number texts and nested texts as they are written', () => {
    expect(
      jsonMembers('{"b": 1.10, "1": 9007199254740993, "a": {"x": 1.0, "y":"}"}, "e": [1e5, "]"], "b": -0}'),
    ).toEqual([
      { name: 'b', text: '-0' },
      { name: '1', text: '9007199254740993' },
      { name: 'a', text: '{"x": 1.0, "y":"}"}' },
      { name: 'e', text: '[1e5, "]"]' },
    ]);
  });

  it('is null for what is no object', () => {
    expect(jsonMembers('[1]')).toBeNull();
    expect(jsonMembers('3')).toBeNull();
    expect(jsonMembers(' {} ')).toEqual([]);
  });
});
