import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, openSync, closeSync, writeFileSync, writeSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { sqlWritePath, withDuckdb } from '../duckdb.ts';
import { testFolder } from '../generated-tables.ts';
import { surveyBytes, surveyRows } from './preview.ts';
import { describeTable } from './describe.ts';

const folder = testFolder();
afterAll(() => folder.remove());

function fileOf(name: string, content: string | Buffer): string {
  const path = folder.path(name);
  writeFileSync(path, content);
  return path;
}

describe('describeTable on delimited text', () => {
  it('tells dialect, columns, first rows, lines and missing cells', async () => {
    const path = fileOf(
      'flights.csv',
      '\ufeffcarrier;dep delay;note\r\nUA;12,5;"a;\nb"\r\n\r\nNA; NaN ;\r\nDL;;N/A\r\n',
    );
    expect(await describeTable({ path })).toEqual({
      path,
      name: 'flights.csv',
      format: 'csv',
      sizeBytes: 65,
      dialect: { delimiter: ';', bom: true, newline: '\r\n' },
      columns: ['carrier', 'dep delay', 'note'],
      rows: [
        { line: 2, cells: ['UA', '12,5', 'a;\nb'] },
        { line: 5, cells: [null, null, null] },
        { line: 6, cells: ['DL', null, null] },
      ],
      survey: { rows: 3, complete: true, rowsEstimate: 3, missing: [1, 2, 2] },
    });
  });

  it('goes by the delimiter it is given', async () => {
    const path = fileOf('a.csv', 'a;b,c\n1;2,3\n');
    expect((await describeTable({ path, delimiter: ',' })).columns).toEqual(['a;b', 'c']);
    expect((await describeTable({ path, delimiter: ';' })).columns).toEqual(['a', 'b,c']);
    expect((await describeTable({ path, delimiter: '|' })).columns).toEqual(['a;b,c']);
  });

  it('describes a header without rows, one column with empty cells, and names that repeat or are empty', async () => {
    expect(await describeTable({ path: fileOf('h.tsv', 'a\tb') })).toMatchObject({
      format: 'tsv',
      columns: ['a', 'b'],
      rows: [],
      survey: { rows: 0, complete: true, rowsEstimate: 0, missing: [0, 0] },
    });
    expect(await describeTable({ path: fileOf('one.csv', 'x\n1\n\n2') })).toMatchObject({
      rows: [{ line: 2 }, { line: 3, cells: [null] }, { line: 4 }],
      survey: { rows: 3, missing: [1] },
    });
    expect((await describeTable({ path: fileOf('names.csv', ',a,a\n1,2,3\n') })).columns).toEqual([
      '',
      'a',
      'a',
    ]);
  });

  it('looks at the beginning of a large file and estimates the rest', async () => {
    const row = `${'x'.repeat(98)},1\n`;
    const path = fileOf('large.csv', `a,b\n${row.repeat(300_000)}`);
    const described = await describeTable({ path });
    expect(described.rows).toHaveLength(50);
    expect(described.survey.complete).toBe(false);
    expect(described.survey.rows).toBe(Math.ceil((surveyBytes - 4) / row.length));
    expect(described.survey.rowsEstimate).toBe(300_000);
  });

  it('cuts very long cells in the preview alone', async () => {
    const { rows } = await describeTable({ path: fileOf('long.csv', `a,b\n${'y'.repeat(5000)},1\n`) });
    expect(rows[0]?.cells[0]).toHaveLength(1001);
  });
});

describe('describeTable on other formats', () => {
  it('describes JSON Lines by the names in order of appearance', async () => {
    const path = fileOf('rows.ndjson', '{"b": 1.10, "a": null}\n\n{"c": "NA", "a": "x"}\n');
    expect(await describeTable({ path })).toMatchObject({
      format: 'jsonl',
      dialect: null,
      columns: ['b', 'a', 'c'],
      rows: [
        { line: 1, cells: ['1.10', null, null] },
        { line: 3, cells: [null, 'x', null] },
      ],
      survey: { rows: 2, complete: true, rowsEstimate: 2, missing: [1, 1, 2] },
    });
  });

  it('describes Parquet by its footer, first rows and missing cells', async () => {
    const path = folder.path('t.parquet');
    await withDuckdb({ files: [path] }, (duckdb) =>
      duckdb.run(
        `COPY (SELECT range AS n, CASE WHEN range % 2 = 0 THEN 'nan' ELSE '1' END::DOUBLE AS d, CASE WHEN range % 4 = 0 THEN ' NA ' ELSE 'x' END AS s, NULL::DATE AS day FROM range(300000)) TO ${sqlWritePath(path)} (FORMAT parquet, USE_TMP_FILE false)`,
      ),
    );
    const described = await describeTable({ path });
    expect(described).toMatchObject({
      format: 'parquet',
      dialect: null,
      columns: ['n', 'd', 's', 'day'],
      survey: {
        rows: surveyRows,
        complete: false,
        rowsEstimate: 300_000,
        missing: [0, surveyRows / 2, surveyRows / 4, surveyRows],
      },
    });
    expect(described.rows).toHaveLength(50);
    expect(described.rows[0]).toEqual({ line: null, cells: ['0', null, null, null] });
    expect(described.rows[1]).toEqual({ line: null, cells: ['1', '1.0', 'x', null] });
  });
});

describe('describeTable on bad input', () => {
  const wide = Array.from({ length: 100_000 }, (_, index) => `c${index}`).join(',');
  const cases: [name: string, content: string | Buffer, code: string, message: RegExp, details: object][] = [
    ['empty.csv', '', 'INPUT_EMPTY', /is empty/u, {}],
    ['mark.csv', '\ufeff', 'INPUT_EMPTY', /is empty/u, {}],
    ['blank.csv', '\na,b\n1,2\n', 'INPUT_MALFORMED', /begins with an empty line/u, { line: 1 }],
    [
      'ragged.csv',
      'a,b,c\n1,2,3\n"x\ny",5\n',
      'INPUT_MALFORMED',
      /row 2 \(line 3\): 2 cells where the header has 3/u,
      { row: 2, line: 3 },
    ],
    [
      'unclosed.csv',
      'a,b\n1,2\n3,"4\n5,6\n',
      'INPUT_MALFORMED',
      /row 2 \(line 3\), column b: a quote opens here and is never closed/u,
      { row: 2, line: 3, column: 'b' },
    ],
    ['header.csv', 'a,"b\n1,2\n', 'INPUT_MALFORMED', /header \(line 1\).*never closed/u, { line: 1 }],
    [
      'headquote.csv',
      'a,"b"x\n1,2\n',
      'INPUT_MALFORMED',
      /header \(line 1\), column .*after the closing quote/u,
      { line: 1 },
    ],
    [
      'after.csv',
      'a,b\n"1"x,2\n',
      'INPUT_MALFORMED',
      /row 1 \(line 2\), column a: there is text after the closing quote/u,
      { row: 1, line: 2, column: 'a' },
    ],
    [
      'nul.csv',
      'a,b\n1,2\n3,\0\n',
      'INPUT_MALFORMED',
      /row 2 \(line 3\), column b: there is a NUL byte/u,
      { row: 2, line: 3, column: 'b' },
    ],
    [
      'nul-header.csv',
      'a\0,b\n1,2\n',
      'INPUT_MALFORMED',
      /header \(line 1\): there is a NUL byte/u,
      { line: 1 },
    ],
    ['mac.csv', 'a,b\r1,2\r', 'INPUT_UNSUPPORTED', /carriage returns alone/u, {}],
    [
      'utf16.csv',
      Buffer.from('\ufeffa,b\n1,2\n', 'utf16le'),
      'INPUT_UNSUPPORTED',
      /UTF-16; save it as UTF-8/u,
      {},
    ],
    ['utf16-unmarked.csv', Buffer.from('a,b\n1,2\n', 'utf16le'), 'INPUT_UNSUPPORTED', /UTF-16/u, {}],
    ['wide.csv', `${wide}\n${wide}\n`, 'INPUT_UNSUPPORTED', /100000 columns; at most 16384/u, {}],
    ['zip.csv', Buffer.from('PK\x03\x04....'), 'INPUT_UNSUPPORTED', /zip archive or a spreadsheet/u, {}],
    ['gz.csv', Buffer.from([0x1f, 0x8b, 8, 0]), 'INPUT_UNSUPPORTED', /gzip/u, {}],
    ['book.xlsx', 'x', 'INPUT_UNSUPPORTED', /spreadsheets are not read yet.*\.csv.*save it as CSV/u, {}],
    ['data.json', '[]', 'INPUT_UNSUPPORTED', /name it \.jsonl/u, {}],
    ['notes', 'x', 'INPUT_UNSUPPORTED', /no extension/u, {}],
    ['fake.parquet', 'a,b\n', 'INPUT_MALFORMED', /not a Parquet file/u, {}],
    ['array.jsonl', '[{"a":1}]', 'INPUT_UNSUPPORTED', /one JSON array/u, {}],
    ['broken.jsonl', '{"a":1}\n{"a":\n', 'INPUT_MALFORMED', /line 2, character 6/u, { line: 2, column: '6' }],
    [
      'long.csv',
      `a,b\n1,2\n3,${'z'.repeat(17 * 1024 * 1024)}\n`,
      'INPUT_MALFORMED',
      /row 2 \(line 3\): longer than 16 MB, most of it in column b/u,
      { row: 2, line: 3, column: 'b' },
    ],
    [
      'long-quoted.csv',
      `a,b\n"3${'z\n'.repeat(9 * 1024 * 1024)}`,
      'INPUT_MALFORMED',
      /row 1 \(line 2\): longer than 16 MB.*column a; a quote that opens there may never be closed/u,
      { row: 1, column: 'a' },
    ],
  ];
  it.each(cases)('%s', async (name, content, code, message, details) => {
    const path = fileOf(name, content);
    const failure: unknown = await describeTable({ path }).catch((error: unknown) => error);
    expect(failure).toMatchObject({
      failure: { code, message: expect.stringMatching(message), details: { file: name, ...details } },
    });
    expect((failure as Error).message).not.toContain('foredeck formats');
  });

  it('a file that is not there, a folder, a pipe, a device', async () => {
    mkdirSync(folder.path('folder.csv'));
    await expect(describeTable({ path: folder.path('gone.csv') })).rejects.toMatchObject({
      failure: { code: 'INPUT_NOT_FOUND' },
    });
    await expect(describeTable({ path: folder.path('empty.csv/x.csv') })).rejects.toMatchObject({
      failure: { code: 'INPUT_NOT_FOUND' },
    });
    await expect(describeTable({ path: folder.path('folder.csv') })).rejects.toMatchObject({
      failure: { code: 'INPUT_UNSUPPORTED', message: expect.stringContaining('folder') },
    });
  });

  it.skipIf(process.platform === 'win32')('a pipe and a device', async () => {
    execFileSync('mkfifo', [folder.path('pipe.csv')]);
    await expect(describeTable({ path: folder.path('pipe.csv') })).rejects.toMatchObject({
      failure: { code: 'INPUT_UNSUPPORTED', message: expect.stringContaining('pipe') },
    });
    await expect(describeTable({ path: '/dev/zero' })).rejects.toMatchObject({
      failure: { code: 'INPUT_UNSUPPORTED', message: expect.stringContaining('device') },
    });
  });

  it('a file without permission', async (context) => {
    if (process.platform === 'win32') context.skip('Windows has other permissions');
    if (process.getuid?.() === 0) context.skip('root may read every file');
    const path = fileOf('secret.csv', 'a\n1\n');
    chmodSync(path, 0);
    await expect(describeTable({ path })).rejects.toMatchObject({ failure: { code: 'INPUT_UNREADABLE' } });
  });

  it('a path that can be none', async () => {
    await expect(describeTable({ path: '/data/a\0.csv' })).rejects.toMatchObject({
      failure: { code: 'INPUT_NOT_FOUND' },
    });
  });

  it('a cell of a gigabyte, without reading it all', async () => {
    const path = folder.path('giga.csv');
    const descriptor = openSync(path, 'w');
    writeSync(descriptor, 'a,b\n1,"');
    // The far end alone is written; what lies between reads as NUL bytes that no one should get to.
    writeSync(descriptor, Buffer.alloc(20 * 1024 * 1024, 'q'));
    writeSync(descriptor, '"\n', 1024 ** 3);
    closeSync(descriptor);
    const before = process.memoryUsage.rss();
    await expect(describeTable({ path })).rejects.toMatchObject({
      failure: { code: 'INPUT_MALFORMED', details: { row: 1, column: 'b' } },
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(200 * 1024 * 1024);
  });

  it('stops when cancelled', async () => {
    const path = fileOf('c.csv', 'a,b\n1,2\n');
    await expect(describeTable({ path, signal: AbortSignal.abort() })).rejects.toMatchObject({
      failure: { code: 'CANCELLED' },
    });
  });
});
