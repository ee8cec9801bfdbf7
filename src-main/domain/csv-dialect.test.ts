import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sniffDelimiter } from './csv-dialect.ts';

const sniff = (text: string, preferred: ',' | '\t' = ',') =>
  sniffDelimiter(new TextEncoder().encode(text), true, preferred);

describe('sniffDelimiter', () => {
  it('finds the delimiter of generated tables whose cells hold none of the others', () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'é', '1', '.', '"', ' ') }),
      fc.constant('x\ny'),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
        fc.integer({ min: 2, max: 6 }).chain((columns) =>
          fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
            minLength: 1,
            maxLength: 8,
          }),
        ),
        (delimiter, rows) => {
          const write = (value: string) =>
            /["\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
          expect(sniff(rows.map((row) => row.map(write).join(delimiter)).join('\n'))).toBe(delimiter);
        },
      ),
      { numRuns: 1000, seed: 7 },
    );
  });

  it('is not led astray by decimal commas, dates or commas in text', () => {
    expect(sniff('id;price;note\n1;2,50;a, b\n2;3,75;c\n')).toBe(';');
    expect(sniff('id\tname, full\n1\tDoe, J\n2\tRoe, K\n')).toBe('\t');
    expect(sniff('a|b|c\n1|2;3|4\n')).toBe('|');
    expect(sniff('a,b,c\n"1;2","3;4",5\n')).toBe(',');
  });

  it('forgives a ragged record and falls back to the preferred one', () => {
    expect(sniff('a,b,c\n1,2,3\n1,2\n4,5,6\n')).toBe(',');
    expect(sniff('name\nx\ny\n')).toBe(',');
    expect(sniff('name\nx\ny\n', '\t')).toBe('\t');
    expect(sniff('a,b;c\n', '\t')).toBe(',');
  });
});
