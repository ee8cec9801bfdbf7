import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactInteger, parseWritten, writtenText } from './exact-numbers.ts';

describe('parseWritten', () => {
  it('reads what JSON.parse reads, and keeps long numbers as they are written', () => {
    const numbers = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
      fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }).map(String),
      fc.constantFrom('1e18', '-1.5E+2', '123456789012345.67e3', '0.1000000000000000055'),
    );
    const texts = fc.oneof(
      fc.string(),
      fc.constantFrom('12345678901234567890', '\\"12345678901234567890', '\\'),
    );
    fc.assert(
      fc.property(fc.array(numbers), texts, texts, (list, name, value) => {
        const members = [JSON.stringify(name), JSON.stringify(value)].join(' : ');
        const read = parseWritten(`{"list":[${list.join(' ,')}],"of":{${members}}}`) as {
          list: unknown[];
          of: unknown;
        };
        expect(read.of).toEqual(JSON.parse(`{${members}}`));
        read.list.forEach((written, index) => {
          const source = list[index] as string;
          expect(Number(writtenText(written))).toBe(Number(source));
          if (source.length >= 16) expect(writtenText(written)).toBe(source);
        });
      }),
    );
  });

  it('loses no digit of a whole number, however it is written', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }), fc.nat(4), (value, zeros) => {
        // JSON writes no zero before another digit.
        const shifted = value === 0n ? '0' : `${value}${'0'.repeat(zeros)}`;
        for (const text of [String(value), `${shifted}e-${zeros}`, `${value}.0`]) {
          const [written] = parseWritten(`[${text}]`) as unknown[];
          expect(exactInteger(writtenText(written))).toBe(value);
        }
      }),
    );
  });
});

describe('exactInteger', () => {
  it.each([
    ['1.5e1', 15n],
    ['-0', 0n],
    ['1e18', 10n ** 18n],
    ['1e+21', 10n ** 21n],
    ['15e-1', null],
    ['0.1', null],
    ['1e999', null],
    ['9'.repeat(200), null],
    ['1e-400', null],
  ])('%s', (text, value) => {
    expect(exactInteger(text)).toBe(value);
  });
});
