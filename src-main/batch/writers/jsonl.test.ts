import { readFileSync, writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { added, addedCells, cellText, csvStyle, tableOf, testFolder, writeCsv } from '../generated-tables.ts';
import { jsonlToCsv } from '../readers/jsonl-to-csv.ts';
import { scoredCsvToJsonl } from './jsonl.ts';
import { uniqueNames } from './unique-names.ts';

const folder = testFolder();
afterAll(() => folder.remove());
const scoredCsv = folder.path('scored.csv');
const out = folder.path('out.partial');
const addedNames = added.map(({ name }) => name);
const valuesOf = (row: number) =>
  addedCells(row).map((cell, index) => (index === 1 && cell !== null ? Number(cell) : cell));

describe('scoredCsvToJsonl from delimited text', () => {
  it('gives every cell back as a string, empty ones as null', async () => {
    const cell = fc.option(cellText, { freq: 5 });
    await fc.assert(
      fc.asyncProperty(tableOf(cell), csvStyle, async ({ header, rows }, style) => {
        writeFileSync(
          scoredCsv,
          writeCsv(
            [[...header, ...addedNames], ...rows.map((row, index) => [...row, ...addedCells(index)])],
            style,
          ),
        );
        const original = { path: folder.path('in.csv'), format: 'csv' as const };
        await scoredCsvToJsonl({
          scoredCsv,
          delimiter: style.delimiter,
          original,
          originalColumns: header,
          addedColumns: added,
          out,
        });
        const lines = readFileSync(out, 'utf8').split('\n');
        expect(lines.pop()).toBe('');
        const names = uniqueNames([...header, ...addedNames], { caseless: false });
        const expected = rows.map((row, index) => [...row, ...valuesOf(index)]);
        const read = lines.map((line) => {
          const object = JSON.parse(line) as Record<string, unknown>;
          return names.map((name) => Object.getOwnPropertyDescriptor(object, name)?.value as unknown);
        });
        expect(read).toEqual(expected);
      }),
      { numRuns: 1200, seed: 22 },
    );
  });

  it('refuses bytes that are no UTF-8, with their place', async () => {
    writeFileSync(scoredCsv, Buffer.from('a,b,prediction\n1,x,2\n3,caf\xe9,4\n', 'latin1'));
    const original = { path: folder.path('in.csv'), format: 'csv' as const };
    const writing = scoredCsvToJsonl({
      scoredCsv,
      delimiter: ',',
      original,
      originalColumns: ['a', 'b'],
      addedColumns: added.slice(0, 1),
      out,
    });
    await expect(writing).rejects.toMatchObject({
      failure: { code: 'INPUT_MALFORMED', details: { row: 2, line: 3, column: 'b' } },
    });
    expect(() => readFileSync(out)).toThrow(/ENOENT/u);
  });
});

describe('scoredCsvToJsonl from JSON Lines', () => {
  const blank = fc.string({ maxLength: 2, unit: fc.constantFrom(' ', '\t') });
  const value = fc.oneof(
    cellText.map((text) => JSON.stringify(text)),
    fc.constantFrom('1.10', '9007199254740993', '1e5', 'null', 'true', '{"x": 1.0}', '[1, "}"]'),
  );
  const line = fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(fc.array(fc.tuple(fc.constantFrom('a', 'b', '1', 'é'), value), { maxLength: 4 }), blank)
        .map(([members, space]) => ({
          text: `${space}{${members.map(([name, text]) => `${space}"${name}":${space}${text}${space}`).join(',') || space}}${space}`,
          row: true,
        })),
    },
    { weight: 1, arbitrary: blank.map((text) => ({ text, row: false })) },
  );

  it('keeps every byte of the original and splices the predictions in', async () => {
    const path = folder.path('in.jsonl');
    const converted = folder.path('in.csv');
    const lines = fc
      .array(line, { minLength: 1, maxLength: 8 })
      .filter((all) => all.some(({ row, text }) => row && text.includes('"')));
    await fc.assert(
      fc.asyncProperty(lines, fc.constantFrom('\n', '\r\n'), fc.boolean(), async (all, newline, last) => {
        const text = all.map((one) => one.text).join(newline) + (last ? newline : '');
        writeFileSync(path, text);
        const { columns, rows } = await jsonlToCsv({ path, outCsv: converted });
        expect(rows).toBe(all.filter(({ row }) => row).length);
        // One column of nulls is a table of empty lines; scoring always adds a cell to each.
        const [head, ...body] = splitCanonical(readFileSync(converted, 'utf8'));
        expect(body).toHaveLength(rows);
        const extra = (row: number) =>
          addedCells(row)
            .map((cell) => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`))
            .join(',');
        writeFileSync(
          scoredCsv,
          [
            `${head},${addedNames.join(',')}`,
            ...body.map((record, row) => `${record},${extra(row)}`),
            '',
          ].join('\n'),
        );
        await scoredCsvToJsonl({
          scoredCsv,
          delimiter: ',',
          original: { path, format: 'jsonl' },
          originalColumns: columns,
          addedColumns: added,
          out,
        });
        const result = readFileSync(out, 'utf8');
        let row = 0;
        const expected = all.map((one) => {
          if (!one.row) return one.text;
          const [prediction, probability] = addedCells(row++);
          const members = `"prediction":${JSON.stringify(prediction)},"probability_yes":${probability ?? 'null'}`;
          const [, before = '', after = ''] =
            /^(.*?)([ \t]*\}[ \t]*)$/u.exec(one.text.replaceAll('\u2028', '\u0001')) ?? [];
          return `${before}${before.trim() === '{' ? '' : ','}${members}${after}`.replaceAll(
            '\u0001',
            '\u2028',
          );
        });
        expect(result).toBe(expected.join(newline) + (last ? newline : ''));
      }),
      { numRuns: 800, seed: 23 },
    );
  });

  it('fails by name when rows and lines do not line up', async () => {
    const path = folder.path('short.jsonl');
    const table = {
      scoredCsv,
      delimiter: ',' as const,
      original: { path, format: 'jsonl' as const },
      originalColumns: ['a'],
      addedColumns: added.slice(0, 1),
      out,
    };
    writeFileSync(scoredCsv, 'a,prediction\n1,x\n2,y\n');
    writeFileSync(path, '{"a":1}\n');
    await expect(scoredCsvToJsonl(table)).rejects.toMatchObject({
      failure: { code: 'INTERNAL', message: expect.stringContaining('row 2') },
    });
    writeFileSync(path, '{"a":1}\n\n{"a":2}\n{"a":3}\n');
    await expect(scoredCsvToJsonl(table)).rejects.toMatchObject({
      failure: { code: 'INTERNAL', message: expect.stringContaining('row 3') },
    });
  });
});

/** Records of canonical CSV as text: line ends inside quotes do not count. */
function splitCanonical(text: string): string[] {
  const records: string[] = [];
  let record = '';
  for (const line of text.split('\n').slice(0, -1)) {
    record += (record === '' ? '' : '\n') + line;
    if ((record.match(/"/gu)?.length ?? 0) % 2 === 1) continue;
    records.push(record);
    record = '';
  }
  return records;
}
