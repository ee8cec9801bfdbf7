import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MissingPolicy } from '../../contract/jobs.ts';
import type { ModelInput } from '../../contract/card.ts';
import type { TensorValue } from '../tensor.ts';
import { featureTensor } from './feature-tensor.ts';
import { missingAnswer } from './missing-answer.ts';
import { readNumber } from './read-number.ts';
import { rejectKinds } from './reject-kinds.ts';
import { cellColumn } from './testing.ts';

const encoder = new TextEncoder();

function encode(input: ModelInput, cells: string[], policy: MissingPolicy = { kind: 'reject' }) {
  const marks = {
    rejectedBy: new Int32Array(cells.length).fill(-1),
    rejectedWhy: new Uint8Array(cells.length),
  };
  const filler = featureTensor(
    { kind: 'features', name: 't', type: 'float32', features: [input.name], shape: 'matrix' },
    [{ input, source: { column: 0 }, missing: missingAnswer(input, policy) }],
    cells.length,
  );
  void filler.fill(() => cellColumn(cells), cells.length, marks, 7);
  const feeds: Record<string, TensorValue> = {};
  filler.feed(cells.length, feeds);
  return {
    values: [...(feeds.t as { data: Float32Array }).data],
    why: [...marks.rejectedWhy],
    by: [...marks.rejectedBy],
  };
}

const amount: ModelInput = { name: 'amount', type: 'number', default: 2.5 };
const month: ModelInput = { name: 'month', type: 'integer' };
const carrier: ModelInput = { name: 'carrier', type: 'category', values: ['AA', 'UA', 'a "b" c', 'NA', 'ä'] };

describe('readNumber', () => {
  it('reads what Number() reads', () => {
    const texts = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, part]) => `${whole}.${part}`),
      fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', '+', 'e'), minLength: 1, maxLength: 24 }),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = encoder.encode(text);
        const expected = Number(text);
        const read = readNumber(bytes, 0, bytes.length);
        if (Number.isFinite(expected)) expect(Object.is(read, expected) || read === expected).toBe(true);
        else expect(read).toBeNaN();
      }),
      { numRuns: 20_000, seed: 3 },
    );
  });

  it('is no number for what people did not mean as one', () => {
    for (const text of ['0x10', '1,5', '1 000', 'Infinity', '', '-', '.', '1e', '1e400', '--1']) {
      const bytes = encoder.encode(text);
      expect(readNumber(bytes, 0, bytes.length)).toBeNaN();
    }
  });
});

describe('number features', () => {
  it('takes quotes and blanks off and rounds to float32 once', () => {
    expect(encode(amount, ['12.40', '"7"', ' 3 ', '1e2', '-.5']).values).toEqual(
      [12.4, 7, 3, 100, -0.5].map(Math.fround),
    );
  });
  it('tells missing, not a number and not whole apart', () => {
    expect(encode(amount, ['', 'NA', '""', 'n/a?', '12,40']).why).toEqual([
      rejectKinds.missing,
      rejectKinds.missing,
      rejectKinds.missing,
      rejectKinds.notANumber,
      rejectKinds.notANumber,
    ]);
    expect(encode(month, ['1', '2.0', '2.5']).why).toEqual([0, 0, rejectKinds.notWhole]);
    expect(encode(month, ['2.5']).by).toEqual([7]);
  });
  it('fills missing cells as the policy says', () => {
    expect(encode(amount, ['', '1'], { kind: 'default' }).values).toEqual([2.5, 1]);
    expect(encode(amount, ['null'], { kind: 'value', value: '9' }).values).toEqual([9]);
    expect(() => encode(month, [''], { kind: 'default' })).toThrow(/month has no default/u);
    expect(() => encode(month, [''], { kind: 'value', value: 'x' })).toThrow(/cannot stand in/u);
  });
});

describe('category features', () => {
  it('codes by the place in the list, whatever quotes surround it', () => {
    expect(encode(carrier, ['UA', '"AA"', '"a ""b"" c"', ' ä ']).values).toEqual([1, 0, 2, 4]);
  });
  it('takes an allowed value before the word for missing', () => {
    expect(encode(carrier, ['NA', 'N/A', 'ZZ', '']).why).toEqual([
      0,
      rejectKinds.missing,
      rejectKinds.notAllowed,
      rejectKinds.missing,
    ]);
    expect(encode(carrier, ['NA']).values).toEqual([3]);
  });
});
