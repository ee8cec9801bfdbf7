import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FeatureTensor, ModelInput } from '../../contract/card.ts';
import type { MissingPolicy } from '../../contract/jobs.ts';
import { integerLimits, type TensorType, type TensorValue } from '../tensor.ts';
import { featureTensor } from './feature-tensor.ts';
import { missingAnswer, standardPolicy } from './missing-answer.ts';
import { rejectKinds } from './reject-kinds.ts';
import { cellColumn } from './testing.ts';

function tensor(type: TensorType, features: string[], more: Partial<FeatureTensor> = {}): FeatureTensor {
  return { kind: 'features', name: 't', type, features, shape: 'matrix', ...more };
}

/** One column of cells through a tensor of one feature. */
function encode(type: TensorType, input: ModelInput, cells: string[], policy = standardPolicy(input)) {
  const marks = {
    rejectedBy: new Int32Array(cells.length).fill(-1),
    rejectedWhy: new Uint8Array(cells.length),
  };
  const sourced = { input, source: { column: 0 }, missing: missingAnswer(input, policy) };
  const filler = featureTensor(tensor(type, [input.name]), [sourced], cells.length);
  void filler.fill(() => cellColumn(cells), cells.length, marks, 0);
  const feeds: Record<string, TensorValue> = {};
  filler.feed(cells.length, feeds);
  return { values: Array.from<unknown>((feeds.t as TensorValue).data), why: [...marks.rejectedWhy] };
}

const number: ModelInput = { name: 'x', type: 'number' };
const integer: ModelInput = { name: 'n', type: 'integer' };
const boolean: ModelInput = { name: 'b', type: 'boolean' };
const category: ModelInput = { name: 'c', type: 'category', values: ['no', 'yes', 'NA', ' odd '] };
const text: ModelInput = { name: 't', type: 'text' };

describe('numbers', () => {
  it('keep the precision of their type', () => {
    expect(encode('float64', number, ['0.1', '1e300', '-2']).values).toEqual([0.1, 1e300, -2]);
    expect(encode('float32', number, ['0.1']).values).toEqual([Math.fround(0.1)]);
    expect(encode('float16', number, ['0.1', '65504']).values).toEqual([Math.f16round(0.1), 65_504]);
  });

  it('are rejected where they would become infinite', () => {
    expect(encode('float64', number, ['1e400']).why).toEqual([rejectKinds.notANumber]);
    expect(encode('float32', number, ['1e39', '-1e39', '3.4e38']).why).toEqual([
      rejectKinds.outOfRange,
      rejectKinds.outOfRange,
      0,
    ]);
    expect(encode('float16', number, ['70000', '65519']).why).toEqual([rejectKinds.outOfRange, 0]);
  });

  it('are scaled before they are rounded to their type', () => {
    const scaled: ModelInput = { ...number, scale: { subtract: 10, divide: 4 } };
    expect(encode('float32', scaled, ['12', '10.1']).values).toEqual([0.5, Math.fround((10.1 - 10) / 4)]);
    expect(encode('float64', scaled, ['12']).values).toEqual([0.5]);
    expect(encode('int32', scaled, ['18']).values).toEqual([2]);
    expect(encode('int64', scaled, ['18']).values).toEqual([2n]);
  });

  it('go in exactly as 64-bit whole numbers, and not at all beyond', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('int64', 'uint64'),
        fc.bigInt({ min: -(2n ** 66n), max: 2n ** 66n }),
        (type, value) => {
          const [least, most] = integerLimits[type];
          const fits = value >= least && value <= most;
          const { values, why } = encode(type, integer, [String(value)]);
          expect(why).toEqual([fits ? 0 : rejectKinds.outOfRange]);
          if (fits) expect(values).toEqual([value]);
        },
      ),
    );
    expect(encode('int64', integer, ['1e3', '2.0', '+7', '2.5', 'x', '1e19']).why).toEqual([
      0,
      0,
      0,
      rejectKinds.notWhole,
      rejectKinds.notANumber,
      rejectKinds.outOfRange,
    ]);
  });

  it('fit the small whole types, or the row is rejected', () => {
    const types = ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32'] as const;
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.integer({ min: -(2 ** 33), max: 2 ** 33 }), (type, value) => {
        const [least, most] = integerLimits[type];
        const fits = BigInt(value) >= least && BigInt(value) <= most;
        const { values, why } = encode(type, integer, [String(value)]);
        expect(why).toEqual([fits ? 0 : rejectKinds.outOfRange]);
        expect(values).toEqual([fits ? value : 0]);
      }),
    );
    expect(encode('int32', number, ['2.5']).why).toEqual([rejectKinds.notWhole]);
  });
});

describe('booleans', () => {
  it('are words of yes and no, whatever their case', () => {
    const cells = ['true', 'FALSE', '1', '0', 'Yes', ' no ', '"true"', 'maybe', '2'];
    const yes = [1, 0, 1, 0, 1, 0, 1, 0, 0];
    for (const type of ['bool', 'float32', 'int32'] as const) {
      const { values, why } = encode(type, boolean, cells);
      expect(values).toEqual(yes);
      expect(why.slice(-2)).toEqual([rejectKinds.notBoolean, rejectKinds.notBoolean]);
    }
    expect(encode('int64', boolean, ['yes']).values).toEqual([1n]);
    expect(encode('string', boolean, ['Yes', '0']).values).toEqual(['true', 'false']);
  });
});

describe('categories', () => {
  it('are codes in every numeric type and their text in a tensor of texts', () => {
    const cells = ['yes', ' no', 'NA', ' odd ', 'other', ''];
    expect(encode('int64', category, cells).values).toEqual([1n, 0n, 2n, 3n, 0n, 0n]);
    expect(encode('float64', category, cells).values.slice(0, 4)).toEqual([1, 0, 2, 3]);
    expect(encode('string', category, cells).values.slice(0, 4)).toEqual(['yes', 'no', 'NA', ' odd ']);
    for (const type of ['int64', 'float64', 'string', 'float32'] as const) {
      expect(encode(type, category, cells).why).toEqual([
        0,
        0,
        0,
        0,
        rejectKinds.notAllowed,
        rejectKinds.missing,
      ]);
    }
  });
});

describe('texts', () => {
  it('go in as they stand, quotes halved and blanks kept', () => {
    expect(encode('string', text, [' a ', '"say ""hi"""', 'ü']).values).toEqual([' a ', 'say "hi"', 'ü']);
  });
  it('cannot be numbers', () => {
    expect(() => encode('float32', text, ['a'])).toThrow(
      /t is a text, and the card puts it into tensor "t"/u,
    );
  });
  it('may be numbers as they are written', () => {
    expect(encode('string', number, [' 1.50 ', 'x'])).toEqual({
      values: ['1.50', ''],
      why: [0, rejectKinds.notANumber],
    });
  });
});

describe('missing cells', () => {
  const missing = ['', 'NA', ' null '];
  const none = [0, 0, 0];
  it('reject the row where nothing else is said', () => {
    for (const input of [number, integer, boolean, text]) {
      const type = input.type === 'text' ? 'string' : 'float64';
      expect(encode(type, input, missing).why).toEqual(missing.map(() => rejectKinds.missing));
    }
  });
  it('are seen as NaN or the empty text by models that accept them', () => {
    for (const input of [number, integer, boolean, category]) {
      const accepting = { ...input, acceptsMissing: true };
      for (const type of ['float32', 'float64', 'float16'] as const) {
        expect(encode(type, accepting, [''])).toEqual({ values: [Number.NaN], why: [0] });
      }
      expect(encode('int64', accepting, ['']).why).toEqual([rejectKinds.missing]);
      expect(encode('string', accepting, [''])).toEqual({ values: [''], why: [0] });
    }
    expect(encode('string', { ...text, acceptsMissing: true }, missing)).toEqual({
      values: ['', '', ''],
      why: none,
    });
  });
  it('reject the row all the same when that was chosen', () => {
    const policy: MissingPolicy = { kind: 'reject' };
    expect(encode('float32', { ...number, acceptsMissing: true }, [''], policy).why).toEqual([
      rejectKinds.missing,
    ]);
  });
  it('take the default or a value', () => {
    const byDefault: MissingPolicy = { kind: 'default' };
    expect(encode('float64', { ...number, default: 1.5 }, missing, byDefault).values).toEqual([
      1.5, 1.5, 1.5,
    ]);
    expect(encode('int64', { ...integer, default: 7 }, [''], byDefault).values).toEqual([7n]);
    expect(encode('bool', { ...boolean, default: true }, [''], byDefault).values).toEqual([1]);
    expect(encode('string', text, [''], { kind: 'value', value: '?' }).values).toEqual(['?']);
    expect(encode('float32', { ...category, default: 'yes' }, [''], byDefault).values).toEqual([1]);
    expect(() => encode('float32', number, [''], byDefault)).toThrow(/x has no default/u);
    expect(() => encode('bool', boolean, [''], { kind: 'value', value: 'maybe' })).toThrow(
      /it takes true or false/u,
    );
  });
});

describe('shapes', () => {
  const feed = (given: FeatureTensor) => {
    const sourced = given.features.map((name) => ({
      input: { ...number, name },
      source: { column: 0 },
      missing: missingAnswer(number, { kind: 'reject' }),
    }));
    const feeds: Record<string, TensorValue> = {};
    featureTensor(given, sourced, 3).feed(3, feeds);
    return (feeds.t as TensorValue).dims;
  };
  it('are [rows, features], [rows] or [rows, ...dims]', () => {
    expect(feed(tensor('float32', ['a', 'b']))).toEqual([3, 2]);
    expect(feed(tensor('float32', ['a'], { shape: 'vector' }))).toEqual([3]);
    expect(feed(tensor('float32', ['a', 'b', 'c', 'd'], { dims: [1, 2, 2] }))).toEqual([3, 1, 2, 2]);
  });
  it('are refused where the card contradicts itself', () => {
    expect(() => feed(tensor('float32', ['a', 'b'], { shape: 'vector' }))).toThrow(/a vector of 2 features/u);
    expect(() => feed(tensor('float32', ['a', 'b', 'c'], { dims: [2, 2] }))).toThrow(
      /3 features for the shape \[rows, 2, 2\]/u,
    );
  });
});
