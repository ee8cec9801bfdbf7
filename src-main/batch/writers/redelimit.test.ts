import { readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { added, addedCells, cellText, csvStyle, tableOf, testFolder, writeCsv } from '../generated-tables.ts';
import { redelimit } from './redelimit.ts';

const folder = testFolder();
afterAll(() => folder.remove());

const scoredCsv = folder.path('scored.csv');
const out = folder.path('out.partial');

describe('redelimit', () => {
  it('gives every cell back in its place, by csv-parse', async () => {
    await fc.assert(
      fc.asyncProperty(
        tableOf(cellText),
        csvStyle,
        fc.constantFrom(',' as const, '\t' as const),
        async ({ header, rows }, style, to) => {
          // At the very beginning of a file this character is a mark and no text.
          fc.pre(!header[0]?.startsWith('\ufeff'));
          const table = [
            [...header, ...added.map(({ name }) => name)],
            ...rows.map((row, index) => [...row, ...addedCells(index)]),
          ];
          const text = writeCsv(table, style);
          writeFileSync(scoredCsv, text);
          const original = { path: folder.path('in.csv'), format: 'csv' as const };
          const written = await redelimit(
            {
              scoredCsv,
              delimiter: style.delimiter,
              original,
              originalColumns: header,
              addedColumns: added,
              out,
            },
            to,
          );
          expect(written.rows).toBe(rows.length);
          const result = readFileSync(out, 'utf8');
          if (style.delimiter === to) expect(result).toBe(text);
          const read = parse(result, {
            delimiter: to,
            bom: true,
            relax_quotes: true,
            skip_empty_lines: true,
            record_delimiter: ['\r\n', '\n'],
          });
          expect(read).toEqual(table.map((row) => row.map((cell) => cell ?? '')));
          expect(result.startsWith('\ufeff')).toBe(style.bom);
        },
      ),
      { numRuns: 2000, seed: 21 },
    );
  });

  it('keeps empty lines, line ends and quotes byte for byte', async () => {
    writeFileSync(scoredCsv, 'a,b,prediction\r\n\r\n"1","x\ty",0.5\r\n3,p\tq,1\n\n');
    const original = { path: folder.path('in.csv'), format: 'csv' as const };
    await redelimit(
      {
        scoredCsv,
        delimiter: ',',
        original,
        originalColumns: ['a', 'b'],
        addedColumns: added.slice(0, 1),
        out,
      },
      '\t',
    );
    expect(readFileSync(out, 'utf8')).toBe('a\tb\tprediction\r\n\r\n"1"\t"x\ty"\t0.5\r\n3\t"p\tq"\t1\n\n');
  });

  it('leaves nothing behind when it is cancelled or cannot write', async () => {
    writeFileSync(scoredCsv, 'a,prediction\n1,2\n');
    const table = {
      scoredCsv,
      delimiter: ',' as const,
      original: { path: folder.path('in.csv'), format: 'csv' as const },
      originalColumns: ['a'],
      addedColumns: added.slice(0, 1),
    };
    const cancelled = redelimit(
      { ...table, out: folder.path('cancelled'), signal: AbortSignal.abort() },
      '\t',
    );
    await expect(cancelled).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    expect(() => readFileSync(folder.path('cancelled'))).toThrow(/ENOENT/u);
    const nowhere = redelimit({ ...table, out: folder.path('no/such/folder') }, '\t');
    await expect(nowhere).rejects.toMatchObject({ failure: { code: 'OUTPUT_NOT_WRITABLE' } });
  });
});
