import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Instance, ModelInput } from '../../../src-main/contract/index.ts';
import { cardOfEachType as card } from './testing/card-of-each-type.ts';
import { exampleTexts, fieldFault, givenCount, rowOf, textsOf, valueOf } from './values.ts';

const { inputs } = card;
const full = { delay: '-3.5', month: '11', home: 'rent', abroad: 'true' };
const input = (name: string) => inputs.find((one) => one.name === name) as ModelInput;

describe('a form is a row', () => {
  test('once nothing is left that has to be given; defaults are filled in', () => {
    expect(rowOf(card, full)).toEqual({
      kind: 'ready',
      instance: { delay: -3.5, month: 11, visib: 10, home: 'rent', abroad: true, review: '' },
    });
  });

  test('and says the first fault and how many there are until then', () => {
    expect(rowOf(card, { ...full, month: '1.5', home: 'tent' })).toEqual({
      kind: 'faulty',
      faults: 2,
      wrong: 2,
      feature: 'month',
      fault: 'A whole number is needed',
    });
    expect(rowOf(card, {})).toMatchObject({
      faults: 4,
      wrong: 0,
      feature: 'delay',
      fault: 'A value is needed',
    });
  });

  test.for([
    ['delay', '12,40', 'A number is needed; use a point: 12.40'],
    ['delay', 'Infinity', 'A number is needed; use a point: 12.40'],
    ['delay', '1e400', 'The number is too large'],
    ['delay', '0x10', 'A number is needed; use a point: 12.40'],
    ['delay', '1_000', 'A number is needed; use a point: 12.40'],
    ['delay', ' +.5e1 ', null],
    ['month', '0b11', 'A number is needed; use a point: 12.40'],
    ['delay', '1,400', 'Write 1400, or 1.400 with a point'],
    ['delay', '-12,400.5', 'Write -12400.5, without commas'],
    ['delay', '1,234,567', 'Write 1234567, without commas'],
    ['month', ' 7 ', null],
    ['home', ' kept as it is ', null],
    ['home', 'Rent', '“Rent” is not one of the 3 values the model knows'],
    ['abroad', 'yes', 'true or false is needed'],
    ['review', '   ', null],
    ['income', '', null],
    ['image', '', null],
  ] as const)('%s with "%s": %s', ([name, text, fault]) => {
    expect(fieldFault(input(name), text)).toBe(fault);
  });

  test('whole numbers beyond 2^53 stay exact', () => {
    expect(valueOf(input('month'), '9007199254740993')).toBe('9007199254740993');
    expect(valueOf(input('month'), '1e3')).toBe(1000);
  });

  test('any row that can be asked comes back from its texts', () => {
    const row: fc.Arbitrary<Instance> = fc.record({
      delay: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
      month: fc.integer(),
      visib: fc.integer(),
      income: fc.integer(),
      home: fc.constantFrom('owner', 'rent', ' kept as it is '),
      abroad: fc.boolean(),
      review: fc.string({ minLength: 1 }),
    });
    fc.assert(
      fc.property(row, (instance) => {
        expect(rowOf(card, textsOf(instance))).toEqual({ kind: 'ready', instance });
      }),
    );
  });

  test('counts what was given', () => {
    expect(givenCount(card, { ...full, visib: '' })).toBe(4);
    expect(givenCount(card, { ...full, delay: 'abc', visib: ' ', review: ' ' })).toBe(4);
  });
});

test('the example has no pictures: theirs are files', () => {
  expect(exampleTexts(card)).toEqual({ delay: '12', abroad: 'false' });
});
