import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { sqlReadPath, sqlWritePath, withDuckdb } from '../duckdb.ts';
import { added, addedCells, cellText, csvStyle, tableOf, testFolder, writeCsv } from '../generated-tables.ts';
import { jsonlToCsv, parquetToCsv } from '../readers/index.ts';
import { scoredCsvToJsonl } from './jsonl.ts';
import { scoredCsvToParquet } from './parquet.ts';
import { uniqueNames } from './unique-names.ts';

const folder = testFolder();
afterAll(() => folder.remove());
const scoredCsv = folder.path('scored.csv');
const out = folder.path('out.partial');
const path = folder.path('in.parquet');
const addedNames = added.map(({ name }) => name);

async function makeParquet(query: string): Promise<void> {
  await withDuckdb({ files: [path] }, (duckdb) =>
    duckdb.run(
      `COPY (${query}) TO ${sqlWritePath(path)} (FORMAT parquet, ROW_GROUP_SIZE 2048, USE_TMP_FILE false)`,
    ),
  );
}

/** Types and all cells of a Parquet file, as texts. */
async function readParquet(file: string): Promise<{ types: string[][]; rows: (string | null)[][] }> {
  return withDuckdb({ files: [file] }, async (duckdb) => ({
    types: (await duckdb.texts(
      `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM read_parquet(${sqlReadPath(file)}))`,
    )) as string[][],
    // The letter in front keeps the Node binding from taking U+FEFF for a mark.
    rows: (
      await duckdb.texts(`SELECT 'v' || COLUMNS(*)::VARCHAR FROM read_parquet(${sqlReadPath(file)})`)
    ).map((row) => row.map((text) => text?.slice(1) ?? null)),
  }));
}

/** Adds the cells of the added columns to canonical CSV. */
function score(csv: string): void {
  const [head, ...records] = parse(csv, {
    record_delimiter: ['\n'],
    relax_quotes: true,
    cast: (value, context) => (context.quoting || value !== '' ? value : null),
  }) as (string | null)[][];
  const table = [
    [...(head ?? []), ...addedNames],
    ...records.map((record, row) => [...record, ...addedCells(row)]),
  ];
  writeFileSync(
    scoredCsv,
    writeCsv(table, {
      delimiter: ',',
      newline: '\n',
      bom: false,
      quoteAll: false,
      blankLines: false,
      lastNewline: true,
    }),
  );
}

describe('scoredCsvToParquet from delimited text', () => {
  it('gives every cell back as text, an unquoted empty one as NULL, however the CSV is written', async () => {
    const text = cellText.filter((value) => !value.includes('\0') && value.isWellFormed());
    await fc.assert(
      fc.asyncProperty(
        tableOf(fc.option(text, { freq: 5 }), text),
        csvStyle,
        async ({ header, rows }, style) => {
          fc.pre(!header[0]?.startsWith('\ufeff'));
          writeFileSync(
            scoredCsv,
            writeCsv(
              [[...header, ...addedNames], ...rows.map((row, index) => [...row, ...addedCells(index)])],
              style,
            ),
          );
          const original = { path: folder.path('in.csv'), format: 'csv' as const };
          const written = await scoredCsvToParquet({
            scoredCsv,
            delimiter: style.delimiter,
            original,
            originalColumns: header,
            addedColumns: added,
            out,
          });
          expect(written.rows).toBe(rows.length);
          const { types, rows: read } = await readParquet(out);
          const names = uniqueNames([...header, ...addedNames], { caseless: true });
          expect(types).toEqual([
            ...names.slice(0, -1).map((name) => [name, 'VARCHAR']),
            [names.at(-1), 'DOUBLE'],
          ]);
          const numbers = (cells: (string | null)[]) => [
            ...cells.slice(0, -1),
            cells.at(-1) === null ? null : Number(cells.at(-1)),
          ];
          expect(read.map(numbers)).toEqual(
            rows.map((row, index) => numbers([...row, ...addedCells(index)])),
          );
        },
      ),
      { numRuns: 40, seed: 51 },
    );
  });

  it('carries a cell of megabytes beside short ones', async () => {
    const large = 'x"y,\n'.repeat(1_500_000);
    writeFileSync(
      scoredCsv,
      `a,b,prediction,probability_yes\n1,2,yes,0.5\n3,"${large.replaceAll('"', '""')}",no,0.25\n`,
    );
    const original = { path: folder.path('in.csv'), format: 'csv' as const };
    await scoredCsvToParquet({
      scoredCsv,
      delimiter: ',',
      original,
      originalColumns: ['a', 'b'],
      addedColumns: added,
      out,
    });
    const { rows } = await readParquet(out);
    expect(rows[0]).toEqual(['1', '2', 'yes', '0.5']);
    expect(rows[1]?.[1] === large).toBe(true);
  });
});

describe('from Parquet', () => {
  const query = `SELECT range AS n, range::VARCHAR AS text, (range * 1.5)::DOUBLE AS d, (range / 3)::FLOAT AS f, 1.10::DECIMAL(9, 4) AS dec,
    DATE '2024-01-01' + range::INTEGER AS day, '2024-01-02 03:04:05.250'::TIMESTAMP_MS AS millis, TIMESTAMPTZ '2024-01-02 03:04:05+02' AS zoned,
    range % 2 = 0 AS even, CASE WHEN range % 3 = 0 THEN NULL ELSE '' END AS gap, [range, NULL] AS list, {'x': range, 'y': 'a"b'} AS struct,
    'nan'::DOUBLE AS nan, '\\xAB'::BLOB AS bytes FROM range(5000)`;

  it('to Parquet keeps types, values and order and adds typed columns', async () => {
    await makeParquet(query);
    const outCsv = folder.path('canonical.csv');
    const { columns } = await parquetToCsv({ path, outCsv });
    score(readFileSync(outCsv, 'utf8'));
    const shares: number[] = [];
    const table = {
      scoredCsv,
      delimiter: ',' as const,
      original: { path, format: 'parquet' as const },
      originalColumns: columns,
      addedColumns: added,
      out,
    };
    expect(await scoredCsvToParquet({ ...table, onProgress: (share) => shares.push(share) })).toEqual({
      rows: 5000,
    });
    const before = await readParquet(path);
    const after = await readParquet(out);
    expect(after.types).toEqual([...before.types, ['prediction', 'VARCHAR'], ['probability_yes', 'DOUBLE']]);
    expect(after.rows.map((row) => row.slice(0, -2))).toEqual(before.rows);
    expect(after.rows.map((row) => [row.at(-2), row.at(-1) === null ? null : Number(row.at(-1))])).toEqual(
      before.rows.map((_, row) =>
        addedCells(row).map((cell, index) => (index === 1 && cell !== null ? Number(cell) : cell)),
      ),
    );
    const schema = (file: string) =>
      withDuckdb({ files: [file] }, (duckdb) =>
        duckdb.texts(
          `SELECT name, type, converted_type, logical_type::VARCHAR FROM parquet_schema(${sqlReadPath(file)}) WHERE name = 'millis'`,
        ),
      );
    expect(await schema(out)).toEqual(await schema(path));
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(existsSync(`${out}.rows.csv`)).toBe(false);
  });

  it('to JSON Lines keeps numbers, booleans and nested values what they are', async () => {
    await makeParquet(query);
    const outCsv = folder.path('canonical.csv');
    const { columns } = await parquetToCsv({ path, outCsv });
    score(readFileSync(outCsv, 'utf8'));
    await scoredCsvToJsonl({
      scoredCsv,
      delimiter: ',',
      original: { path, format: 'parquet' },
      originalColumns: columns,
      addedColumns: added,
      out,
    });
    const lines = readFileSync(out, 'utf8').split('\n');
    expect(lines).toHaveLength(5001);
    expect(JSON.parse(lines[3] ?? '')).toEqual({
      n: 3,
      text: '3',
      d: 4.5,
      f: 1,
      dec: 1.1,
      day: '2024-01-04',
      millis: '2024-01-02T03:04:05.25',
      zoned: '2024-01-02T01:04:05Z',
      even: false,
      gap: null,
      list: [3, null],
      struct: { x: 3, y: 'a"b' },
      nan: 'nan',
      bytes: 'ab',
      prediction: 'no, "not"',
      probability_yes: 1,
    });
    expect(lines[3]).toContain('"dec":1.1000');
    expect(JSON.parse(lines[4] ?? '')).toMatchObject({ gap: '' });
  });

  it('fails by name when the rows do not line up, leaving nothing behind', async () => {
    await makeParquet('SELECT range AS n FROM range(3)');
    writeFileSync(scoredCsv, 'n,prediction,probability_yes\n0,yes,1\n1,no,0\n');
    const table = {
      scoredCsv,
      delimiter: ',' as const,
      original: { path, format: 'parquet' as const },
      originalColumns: ['n'],
      addedColumns: added,
      out,
    };
    await expect(scoredCsvToParquet(table)).rejects.toMatchObject({
      failure: { code: 'INTERNAL', message: expect.stringContaining('3 rows') },
    });
    expect(existsSync(out)).toBe(false);
    await expect(scoredCsvToParquet({ ...table, originalColumns: ['n', 'm'] })).rejects.toMatchObject({
      failure: { code: 'INTERNAL' },
    });
  });

  it('renames what Parquet cannot hold twice', async () => {
    writeFileSync(scoredCsv, 'a,A,,prediction,probability_yes\n1,2,3,yes,1\n');
    const original = { path: folder.path('in.csv'), format: 'csv' as const };
    await scoredCsvToParquet({
      scoredCsv,
      delimiter: ',',
      original,
      originalColumns: ['a', 'A', ''],
      addedColumns: added,
      out,
    });
    expect((await readParquet(out)).types.map(([name]) => name)).toEqual([
      'a',
      'A_2',
      'column_3',
      'prediction',
      'probability_yes',
    ]);
  });
});

describe('from JSON Lines', () => {
  it('to Parquet carries the texts', async () => {
    const lines = folder.path('in.jsonl');
    writeFileSync(lines, '{"a":1.10,"b":"x"}\n{"a":12345678901234567890,"c":{"z": 1.0}}\n{"b":""}\n');
    const outCsv = folder.path('canonical.csv');
    const { columns } = await jsonlToCsv({ path: lines, outCsv });
    score(readFileSync(outCsv, 'utf8'));
    await scoredCsvToParquet({
      scoredCsv,
      delimiter: ',',
      original: { path: lines, format: 'jsonl' },
      originalColumns: columns,
      addedColumns: added,
      out,
    });
    expect((await readParquet(out)).rows.map((row) => row.slice(0, 3))).toEqual([
      ['1.10', 'x', null],
      ['12345678901234567890', null, '{"z": 1.0}'],
      [null, '', null],
    ]);
  });
});
