import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { ScoredTable } from './writers/scored-table.ts';

/** Tables for property tests: text that breaks naive readers, and the ways in which people's programs write it. */

const awkward = [
  '',
  '007',
  '1e5',
  'NaN',
  'NULL',
  '-0.0',
  '1.10',
  'no',
  '03/04/2024',
  '9007199254740993',
  ' x ',
  'ä€🙂',
  'a"b',
  '""',
  "it's",
  '\\n',
  '#c',
  '\ufeffx',
  'a\rb',
  '=1+1',
  '{"a":1}',
  'true',
  '\u2028',
];

export const cellText = fc.oneof(
  fc.constantFrom(...awkward),
  fc.string({ maxLength: 8 }),
  fc.string({ maxLength: 6, unit: 'grapheme' }),
  fc.string({ maxLength: 6, unit: fc.constantFrom('"', ',', '\n', '\r\n', 'a', ';', ' ', '\t', '|') }),
);

/** Rows of equal length; the first is the header. Null is an unquoted empty cell, '' a quoted one. */
export function tableOf(
  cell: fc.Arbitrary<string | null>,
  header: fc.Arbitrary<string> = cellText,
): fc.Arbitrary<{ header: string[]; rows: (string | null)[][] }> {
  return fc.integer({ min: 1, max: 5 }).chain((columns) =>
    fc.record({
      header: fc.array(header, { minLength: columns, maxLength: columns }),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
        minLength: 1,
        maxLength: 8,
      }),
    }),
  );
}

export const csvStyle = fc.record({
  delimiter: fc.constantFrom(',' as const, ';' as const, '\t' as const, '|' as const),
  newline: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  quoteAll: fc.boolean(),
  /** Empty lines between records. */
  blankLines: fc.boolean(),
  lastNewline: fc.boolean(),
});
export type CsvStyle = typeof csvStyle extends fc.Arbitrary<infer T> ? T : never;

export function writeCsv(rows: readonly (readonly (string | null)[])[], style: CsvStyle): string {
  const { delimiter, newline } = style;
  const cell = (value: string | null): string => {
    if (value === null) return '';
    if (
      value === '' ||
      style.quoteAll ||
      value.startsWith('"') ||
      value.includes(delimiter) ||
      /[\r\n]/u.test(value)
    ) {
      return `"${value.replaceAll('"', '""')}"`;
    }
    return value;
  };
  const lines = rows.map((row) => row.map(cell).join(delimiter));
  const between = style.blankLines ? newline + newline : newline;
  return (style.bom ? '\ufeff' : '') + lines.join(between) + (style.lastNewline ? newline : '');
}

/** The columns that scoring adds in these tests, and their cells for a row. */
export const added: ScoredTable['addedColumns'] = [
  { name: 'prediction', type: 'text' },
  { name: 'probability_yes', type: 'number' },
];
export function addedCells(row: number): (string | null)[] {
  if (row % 3 === 2) return [null, null];
  return [row % 2 === 0 ? 'yes' : 'no, "not"', ['0.125', '1e-7', '0.1', '1'][row % 4] as string];
}

/** A folder for the files of a test, and how to get rid of it. */
export function testFolder(): { path(name: string): string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'foredeck formats é-'));
  return {
    path: (name) => join(folder, name),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
