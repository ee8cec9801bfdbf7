import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FailureError } from '../../contract/failure.ts';
import { parsePredictBody } from './predict-body.ts';
import { bodyOf, refusalOf } from './testing.ts';

const parse = (json: string) => parsePredictBody(bodyOf(json).body);

describe('parsePredictBody', () => {
  it('reads rows of named values', () => {
    expect(parse('{"instances":[{"amount":12.5,"country":"DE","vip":true,"age":null}]}')).toEqual([
      { amount: 12.5, country: 'DE', vip: true, age: null },
    ]);
  });

  it('keeps the digits of whole numbers beyond 2^53', () => {
    expect(parse('{"instances":[{"id":9007199254740993,"x":1.5},{"id":-1e30}]}')).toEqual([
      { id: '9007199254740993', x: 1.5 },
      { id: '-1e+30' },
    ]);
    const [row] = parse('{"instances":[{"__proto__":9007199254740993}]}');
    expect(Object.entries(row ?? {})).toEqual([['__proto__', '9007199254740993']]);
  });

  it.each([
    ['7', 'The body must be a JSON object, not 7.'],
    ['{}', '"instances" must be a list of rows like [{"feature": 1}], not nothing.'],
    ['{"instances":[]}', '"instances" is empty: give at least one row.'],
    ['{"instances":[{},[1]]}', 'Row 2 must be an object like {"feature": 1}, not a list.'],
    [
      '{"instances":[{"a":1},{"a":[1]}]}',
      'Row 2, feature "a": a list, where a number, a text, true, false or null',
    ],
    ['{"instances":[{"a":{"b64":""}}]}', 'Row 1, feature "a": an object, where'],
    ['{"instances":[{"a":"\\ud800"}]}', 'Row 1, feature "a": half a surrogate pair'],
  ])('%s', (json, message) => {
    expect(refusalOf(() => parse(json))).toContain(`BAD_REQUEST: ${message}`);
  });

  it('throws nothing but failures', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json(),
          fc.jsonValue().map((instances) => JSON.stringify({ instances })),
        ),
        (json) => {
          try {
            parse(json);
          } catch (error) {
            expect(error).toBeInstanceOf(FailureError);
          }
        },
      ),
    );
  });
});
