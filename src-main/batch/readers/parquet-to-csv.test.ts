import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { sqlName, sqlText, sqlWritePath, withDuckdb } from '../duckdb.ts';
import { cellText, tableOf, testFolder } from '../generated-tables.ts';
import { parquetToCsv } from './parquet-to-csv.ts';

const folder = testFolder();
afterAll(() => folder.remove());
const outCsv = folder.path('out.csv');

async function makeParquet(query: string, options = ''): Promise<string> {
  const path = folder.path('in [1].parquet');
  await withDuckdb({ files: [path] }, (duckdb) =>
    duckdb.run(`COPY (${query}) TO ${sqlWritePath(path)} (FORMAT parquet, USE_TMP_FILE false${options})`),
  );
  return path;
}

describe('parquetToCsv', () => {
  it('gives every string back in its place, NULL and the empty string apart', async () => {
    const text = cellText.filter((value) => !value.includes('\0') && value.isWellFormed());
    await fc.assert(
      fc.asyncProperty(tableOf(fc.option(text, { freq: 5 })), async ({ header, rows }) => {
        const names = header.map((_, index) => `n${index}`);
        const values = rows.map(
          (row) => `(${row.map((cell) => (cell === null ? 'NULL::VARCHAR' : sqlText(cell))).join(', ')})`,
        );
        const path = await makeParquet(
          `SELECT * FROM (VALUES ${values.join(', ')}) t(${names.map(sqlName).join(', ')})`,
        );
        const converted = await parquetToCsv({ path, outCsv });
        expect(converted).toEqual({ rows: rows.length, columns: names });
        const csv = readFileSync(outCsv, 'utf8');
        const read = parse(csv, {
          record_delimiter: ['\n'],
          cast: (value, context) => (context.quoting || value !== '' ? value : null),
        }) as unknown;
        expect(read).toEqual([names, ...rows]);
      }),
      { numRuns: 40, seed: 41 },
    );
  });

  it('writes each type as the text a person would expect, with nothing lost', async () => {
    const path = await makeParquet(`SELECT
      9007199254740993::BIGINT AS big, 255::UTINYINT AS small, 18446744073709551615::UBIGINT AS unsigned,
      0.1::DOUBLE AS d, 0.1::FLOAT AS f, 5e-324::DOUBLE AS tiny, 'nan'::DOUBLE AS nan, 12.50::DECIMAL(9, 4) AS dec,
      true AS yes, '007' AS text, DATE '2024-04-03' AS day, TIME '01:02:03.5' AS clock,
      TIMESTAMP '2024-04-03 01:02:03' AS at, '2024-04-03 01:02:03.123456789'::TIMESTAMP_NS AS nanos,
      '2024-04-03 01:02:03.25'::TIMESTAMP_MS AS millis, TIMESTAMPTZ '2024-04-03 03:02:03+02' AS zoned,
      [1, NULL, 3] AS list, {'x': 'a"b', 'y': {'z': 1.5::DOUBLE}} AS struct, MAP {'k': 1} AS map, NULL::INTEGER[] AS no_list,
      '\\xAB\\x00'::BLOB AS bytes, '489c3366-3818-4dc2-8657-be92b6fd2657'::UUID AS id, '{"a": 1.10}'::JSON AS json,
      'b'::ENUM ('a', 'b') AS word`);
    await parquetToCsv({ path, outCsv });
    const [row] = parse(readFileSync(outCsv, 'utf8'), { columns: true }) as Record<string, string>[];
    expect(row).toEqual({
      big: '9007199254740993',
      small: '255',
      unsigned: '18446744073709551615',
      d: '0.1',
      f: '0.1',
      tiny: '5e-324',
      nan: 'nan',
      dec: '12.5000',
      yes: 'true',
      text: '007',
      day: '2024-04-03',
      clock: '01:02:03.5',
      at: '2024-04-03T01:02:03',
      nanos: '2024-04-03T01:02:03.123456789',
      millis: '2024-04-03T01:02:03.25',
      zoned: '2024-04-03T01:02:03Z',
      list: '[1,null,3]',
      struct: '{"x":"a\\"b","y":{"z":1.5}}',
      map: '{"k":1}',
      no_list: '',
      bytes: 'ab00',
      id: '489c3366-3818-4dc2-8657-be92b6fd2657',
      json: '{"a": 1.10}',
      word: 'b',
    });
  });

  it('writes doubles that read back the same', async () => {
    const doubles = fc.sample(fc.double({ noNaN: true, noDefaultInfinity: true }), {
      numRuns: 5000,
      seed: 43,
    });
    const path = await makeParquet(
      `SELECT unnest([${doubles.map((value) => `'${value}'`).join(',')}])::DOUBLE AS d`,
    );
    await parquetToCsv({ path, outCsv });
    const texts = readFileSync(outCsv, 'utf8').split('\n').slice(1, -1);
    expect(texts.map(Number).map((value) => value + 0)).toEqual(doubles.map((value) => value + 0));
  });

  it('keeps the order of rows over many row groups, and tells how far it is', async () => {
    const path = await makeParquet(
      'SELECT range AS n, md5(range::VARCHAR) AS h FROM range(600000)',
      ', ROW_GROUP_SIZE 2048',
    );
    const shares: number[] = [];
    await parquetToCsv({ path, outCsv, onProgress: (share) => shares.push(share) });
    const lines = readFileSync(outCsv, 'utf8').split('\n');
    expect(lines).toHaveLength(600_002);
    expect(lines.slice(1, -1).every((line, index) => line.startsWith(`${index},`))).toBe(true);
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(existsSync(`${outCsv}.spill`)).toBe(false);
  });

  it('takes no column from the folders of the path', async () => {
    const path = await makeParquet('SELECT 1 AS x');
    const { mkdirSync, copyFileSync } = await import('node:fs');
    mkdirSync(folder.path('year=2024'));
    copyFileSync(path, folder.path('year=2024/a.parquet'));
    expect((await parquetToCsv({ path: folder.path('year=2024/a.parquet'), outCsv })).columns).toEqual(['x']);
  });

  it('says what is wrong with a file that is none', async () => {
    const good = readFileSync(await makeParquet('SELECT range::VARCHAR AS v FROM range(100000)'));
    const damaged = Buffer.from(good);
    damaged.fill(0x55, 500, 3000);
    const empty = readFileSync(await makeParquet('SELECT 1 AS x WHERE false'));
    const cases: [bytes: Buffer, code: string, message: RegExp][] = [
      [Buffer.from('a,b\n1,2\n'), 'INPUT_MALFORMED', /not a Parquet file/u],
      [good.subarray(0, good.length - 20), 'INPUT_MALFORMED', /cut off/u],
      [
        Buffer.concat([
          Buffer.from('PAR1'),
          Buffer.alloc(100, 7),
          Buffer.from([10, 0, 0, 0]),
          Buffer.from('PAR1'),
        ]),
        'INPUT_MALFORMED',
        /cannot be read as Parquet/u,
      ],
      [Buffer.concat([good.subarray(0, -4), Buffer.from('PARE')]), 'INPUT_UNSUPPORTED', /encrypted/u],
      [damaged, 'INPUT_MALFORMED', /cannot be read as Parquet/u],
      [empty, 'INPUT_EMPTY', /no rows/u],
      [Buffer.alloc(0), 'INPUT_EMPTY', /is empty/u],
    ];
    const path = folder.path('bad.parquet');
    for (const [bytes, code, message] of cases) {
      writeFileSync(path, bytes);
      const failure: unknown = await parquetToCsv({ path, outCsv }).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        failure: { code, message: expect.stringMatching(message), details: { file: 'bad.parquet' } },
      });
      expect((failure as Error).message).not.toContain('foredeck formats');
    }
  });

  it('stops when cancelled half way', async () => {
    const path = await makeParquet(
      'SELECT range AS n, repeat(range::VARCHAR, 20) AS h FROM range(1500000)',
      ', ROW_GROUP_SIZE 10000',
    );
    const stop = new AbortController();
    const shares: number[] = [];
    const running = parquetToCsv({
      path,
      outCsv,
      signal: stop.signal,
      onProgress: (share) => {
        shares.push(share);
        stop.abort();
      },
    });
    await expect(running).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    expect(shares[0]).toBeLessThan(1);
  });
});
