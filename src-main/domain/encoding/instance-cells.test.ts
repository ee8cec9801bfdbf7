import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellText } from '../csv-scan.ts';
import { instanceCells } from './instance-cells.ts';

const decoder = new TextDecoder();

function textsOf(features: string[], instances: Parameters<typeof instanceCells>[1]): string[][] {
  const { bytes, starts, ends, columns, rows } = instanceCells(features, instances);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (__, column) => {
      const cell = row * columns + column;
      return cellText(bytes, starts[cell] as number, ends[cell] as number, (part) => decoder.decode(part));
    }),
  );
}

it('writes values as a table would hold them', () => {
  const rows = [{ a: 0.1, b: 'DE' }, { b: true, a: null }, {}, { a: -0, b: 1e21 }];
  expect(textsOf(['a', 'b'], rows)).toEqual([
    ['0.1', 'DE'],
    ['', 'true'],
    ['', ''],
    ['0', '1e+21'],
  ]);
});

it('gives every text back, whatever is in it', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom('"', 'a', ',', '\n', ' ') }),
  );
  fc.assert(
    fc.property(fc.array(fc.record({ a: text, b: text }), { maxLength: 5 }), (rows) => {
      expect(textsOf(['a', 'b'], rows)).toEqual(rows.map(({ a, b }) => [a, b]));
    }),
  );
});

it('refuses a name that is no feature, saying where and what there is', () => {
  expect(() => instanceCells(['amount', 'country'], [{ amount: 1 }, { amuont: 1 }])).toThrow(
    'row 2 names "amuont", which is no feature of the model; it has amount, country',
  );
});
