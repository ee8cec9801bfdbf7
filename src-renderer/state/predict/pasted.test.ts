import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ModelCard, ModelInput } from '../../../src-main/contract/index.ts';
import { pastedTexts } from './pasted.ts';
import { cardOfEachType } from './testing/card-of-each-type.ts';

const inputs: ModelInput[] = [
  ...cardOfEachType.inputs,
  { name: 'load', type: 'number', scale: { subtract: 3, divide: 2 } },
];
const card: ModelCard = { ...cardOfEachType, inputs };

describe('pasted JSON', () => {
  test.for([
    ['{"delay": 22, "abroad": false}', 1],
    ['[{"delay": 22, "abroad": false}]', 1],
    ['{"instances": [{"delay": 22, "abroad": false}, {"delay": 1}]}', 2],
    ['{"inputs": [{"name": "delay", "data": [[22], [1]]}, {"name": "abroad", "data": [false, true]}]}', 2],
  ] as const)('%s fills the form', ([text, rows]) => {
    expect(pastedTexts(card, text)).toEqual({ texts: { delay: '22', abroad: 'false' }, rows });
  });

  test('null empties a field', () => {
    expect(pastedTexts(card, '{"income": null}')).toEqual({ texts: { income: '' }, rows: 1 });
  });

  test.for([
    ['nonsense', /^This is not JSON: /u],
    ['[]', /^An object with a value for each feature is needed/u],
    ['3', /^An object/u],
    ['{"speed": 1}', /^“speed” is no feature of m 1$/u],
    ['{"delay": [1]}', /^“delay” holds a list; one value is needed$/u],
    ['{"inputs": [{"name": "x", "data": [1, 2]}]}', /^“x” is no feature of m 1 but a tensor; /u],
    ['{"inputs": [{"name": "load", "data": [0.5]}]}', /^“load” is scaled in a tensor; /u],
    ['{"inputs": []}', /^An object/u],
    ['{"delay": {}}', /^“delay” holds an object; one value is needed$/u],
  ] as const)('%s is refused in words', ([text, fault]) => {
    const pasted = pastedTexts(card, text);
    expect('fault' in pasted ? pasted.fault : 'no fault').toMatch(fault);
  });

  test('whatever is pasted is taken or refused, never thrown', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const pasted = pastedTexts(card, text);
        expect('fault' in pasted || 'texts' in pasted).toBe(true);
      }),
    );
  });
});
