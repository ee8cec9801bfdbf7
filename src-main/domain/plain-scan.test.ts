import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readNumber } from './encoding/read-number.ts';
import { columnReads, createRecordBlock, scanRecords } from './csv-scan.ts';

const encoder = new TextEncoder();

/** The numbers of a two-column table, [anything, whole], and the bytes of their cells. */
function scanNumbers(text: string) {
  const bytes = encoder.encode(text);
  const block = createRecordBlock(2, 100, Uint8Array.of(columnReads.number, columnReads.wholeNumber));
  const result = scanRecords(bytes, 0, bytes.length, bytes.length, true, 0x2c, block);
  const cells = Array.from({ length: block.rows * 2 }, (_, i) => ({
    number: block.numbers[i] as number,
    start: block.starts[i] as number,
    end: block.ends[i] as number,
  }));
  return { bytes, cells, problem: result.problem };
}

const numbersOf = (text: string) => scanNumbers(text).cells.map(({ number }) => number);

describe('numbers read on the way', () => {
  it('are what the reader of numbers reads, or left to it', () => {
    const cell = fc.oneof(
      fc.integer().map(String),
      fc.tuple(fc.integer(), fc.nat(99_999)).map(([whole, part]) => `${whole}.${part}`),
      fc.string({ unit: fc.constantFrom('0', '7', '.', '-', '+', 'e', ' ', '"', '\r'), maxLength: 12 }),
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        const { bytes, cells, problem } = scanNumbers(`${rows.map((row) => row.join(',')).join('\n')}\n`);
        fc.pre(problem === null);
        for (const [i, { number, start, end }] of cells.entries()) {
          if (Number.isNaN(number)) continue;
          read++;
          const expected = readNumber(bytes, start, end);
          expect(number).toBe(Math.fround(expected));
          if (i % 2 === 1) expect(Number.isInteger(expected)).toBe(true);
        }
      }),
      { numRuns: 5_000, seed: 17 },
    );
    expect(read).toBeGreaterThan(5_000);
  });

  it('are short plain decimals, whole ones where those are wanted', () => {
    const other = Number.NaN;
    expect(numbersOf('12.5,-3\r\n-.5,0\n5.,123456789\n')).toEqual([
      12.5,
      -3,
      -0.5,
      0,
      5,
      Math.fround(123_456_789),
    ]);
    expect(numbersOf('1234567890,5.0\n1e2,+1\n-,\n"1", 2\n')).toEqual(new Array(8).fill(other));
    expect(numbersOf('1\r2,3\n')).toEqual([other, 3]);
  });

  it('are left to the closer look in a record that is not plain', () => {
    expect(numbersOf('1,2\n"a\nb",3\n4,5\n6,7')).toEqual([
      1,
      2,
      ...new Array(2).fill(Number.NaN),
      4,
      5,
      ...new Array(2).fill(Number.NaN),
    ]);
  });
});
