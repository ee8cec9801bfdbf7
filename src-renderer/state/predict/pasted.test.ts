import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { modelCardSchema } from '../../../src-main/contract/index.ts';
import { pastedRow } from './pasted.ts';

const read = (name: string) =>
  modelCardSchema.parse(
    JSON.parse(readFileSync(new URL(`../../../models/${name}/card.json`, import.meta.url), 'utf8')),
  );
const loans = read('credit-risk');
const flights = read('flight-delay');
const row = Object.fromEntries(loans.inputs.map(({ name, example }) => [name, example]));
const texts = Object.fromEntries(loans.inputs.map(({ name, example }) => [name, String(example)]));

test.for([
  ['a row', row, []],
  ['a list of one', [row], []],
  ['a whole request', { instances: [row] }, []],
  [
    'a request of two',
    { instances: [row, { age: 1 }] },
    ['The first of 2 rows is in the form; the others are left out'],
  ],
] as const)('%s fills the form', ([, pasted, notes]) => {
  expect(pastedRow(loans, JSON.stringify(pasted), {})).toEqual({ texts, notes });
});

test('part of a row changes what it names and keeps the rest', () => {
  expect(pastedRow(loans, '{"age": 44, "income": null}', texts)).toEqual({
    texts: { ...texts, age: '44', income: '' },
    notes: ['11 fields that the row does not name are as before'],
  });
});

test('a row without what the model may see missing is whole: nothing stays from the row before', () => {
  const { income: _, ...most } = row;
  const { income: __, ...without } = texts;
  expect(pastedRow(loans, JSON.stringify(most), texts)).toEqual({
    texts: without,
    notes: ['1 field that the row does not name is empty now'],
  });
});

test.for([
  ['nonsense', /^This is not JSON: /u],
  ['[]', /^An object with a value for each feature is needed/u],
  ['3', /^An object/u],
  ['{"speed": 1}', /^“speed” is no feature of flight-delay 1$/u],
  ['{"month": [1]}', /^“month” holds a list; one value is needed$/u],
  ['{"month": {}}', /^“month” holds an object; one value is needed$/u],
  [
    '{"inputs": [{"name": "features", "shape": [1, 10], "datatype": "FP32", "data": [1]}]}',
    /^This is a request to \/v2, which holds tensors/u,
  ],
] as const)('%s is refused in words', ([text, fault]) => {
  const pasted = pastedRow(flights, text, {});
  expect('fault' in pasted ? pasted.fault : 'no fault').toMatch(fault);
});

test('whatever is pasted is taken or refused, never thrown', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
      const pasted = pastedRow(flights, text, {});
      expect('fault' in pasted || 'texts' in pasted).toBe(true);
    }),
  );
});
