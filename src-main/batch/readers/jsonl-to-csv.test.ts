import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { cellText, tableOf, testFolder } from '../generated-tables.ts';
import { jsonlToCsv } from './jsonl-to-csv.ts';

const folder = testFolder();
afterAll(() => folder.remove());
const path = folder.path('in.jsonl');
const outCsv = folder.path('out.csv');

async function convert(text: string | Buffer) {
  writeFileSync(path, text);
  const converted = await jsonlToCsv({ path, outCsv });
  return { ...converted, csv: readFileSync(outCsv, 'utf8') };
}

describe('jsonlToCsv', () => {
  it('gives every string back in its place, by csv-parse', async () => {
    await fc.assert(
      fc.asyncProperty(
        tableOf(fc.option(cellText, { freq: 5 })),
        fc.constantFrom('\n', '\r\n', '\n\n'),
        async ({ header, rows }, newline) => {
          const names = header.map((name, index) => `${name}${index}`);
          const lines = rows.map(
            (row) =>
              `{${row.map((cell, index) => `${JSON.stringify(names[index])}:${JSON.stringify(cell)}`).join(',')}}`,
          );
          const { columns, csv, rows: count } = await convert(lines.join(newline));
          expect(columns).toEqual(names);
          expect(count).toBe(rows.length);
          const read = parse(csv, { relax_quotes: true, record_delimiter: ['\n'] });
          // A single empty cell is an empty line, which csv-parse takes for one empty cell too.
          expect(read).toEqual([names, ...rows.map((row) => row.map((cell) => cell ?? ''))]);
        },
      ),
      { numRuns: 2000, seed: 31 },
    );
  });

  it('keeps numbers and nested values as they are written, and tells null from the empty string', async () => {
    const { csv } = await convert(
      '\ufeff{"a": 1.10, "b": 12345678901234567890}\n\n{"c": {"x": 1.0}, "a": null}\n{"b": "", "a": true, "c": [1, "z"]}\n',
    );
    expect(csv).toBe(
      'a,b,c\n1.10,12345678901234567890,\n,,"{""x"": 1.0}"\ntrue,"""","[1, ""z""]"\n'.replace('""""', '""'),
    );
  });

  it('says what is wrong and where', async () => {
    const cases: [text: string | Buffer, code: string, details: object, message: RegExp][] = [
      ['{"a":1}\n{"a":}\n', 'INPUT_MALFORMED', { line: 2, column: '6' }, /not JSON/u],
      ['{"a":1}\n{"a":"x\n', 'INPUT_MALFORMED', { line: 2, column: '8' }, /cut off/u],
      ['{"a":1} x\n', 'INPUT_MALFORMED', { line: 1, column: '9' }, /not JSON/u],
      ['{"a":1}\n[2]\n', 'INPUT_MALFORMED', { line: 2 }, /every line must hold an object/u],
      ['{\n"a":1\n}\n', 'INPUT_MALFORMED', { line: 1 }, /one line/u],
      ['[{"a":1},\n{"a":2}]\n', 'INPUT_UNSUPPORTED', {}, /one JSON array.*jq/u],
      ['[{"a":1}]', 'INPUT_UNSUPPORTED', {}, /one JSON array/u],
      [Buffer.from('{"a":"\xe9"}', 'latin1'), 'INPUT_MALFORMED', { line: 1 }, /UTF-8/u],
      ['{"a":1,"b":"x\\u0000"}', 'INPUT_MALFORMED', { line: 1, column: 'b' }, /NUL/u],
      ['\n \n', 'INPUT_EMPTY', {}, /no rows/u],
      ['{}\n{}\n', 'INPUT_EMPTY', {}, /no columns/u],
      ['', 'INPUT_EMPTY', {}, /is empty/u],
      [
        `{"a":1}\n{"a":"${'x'.repeat(17 * 1024 * 1024)}"}`,
        'INPUT_MALFORMED',
        { line: 2 },
        /longer than 16 MB/u,
      ],
      [
        `{${Array.from({ length: 16_385 }, (_, index) => `"k${index}":1`).join(',')}}`,
        'INPUT_UNSUPPORTED',
        { line: 1 },
        /16384 columns/u,
      ],
    ];
    for (const [text, code, details, message] of cases) {
      const shown = text.slice(0, 30).toString();
      await expect(convert(text), shown).rejects.toMatchObject({
        failure: { code, message: expect.stringMatching(message), details: { file: 'in.jsonl', ...details } },
      });
    }
  });

  it('stops when cancelled and tells how far it is', async () => {
    writeFileSync(path, '{"a":1}\n'.repeat(400_000));
    const stop = new AbortController();
    const shares: number[] = [];
    const running = jsonlToCsv({
      path,
      outCsv,
      signal: stop.signal,
      onProgress: (share) => {
        shares.push(share);
        if (share > 0.5) stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.length).toBeGreaterThan(3);
  });
});
