import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { duckdbReason, sqlReadPath, sqlText, sqlWritePath, withDuckdb } from './duckdb.ts';
import { testFolder } from './generated-tables.ts';

const folder = testFolder();
afterAll(() => folder.remove());

describe('withDuckdb', () => {
  it('reaches the files it was given and nothing else', async () => {
    const allowed = folder.path("it's [a] *?.parquet");
    const other = folder.path('other.csv');
    writeFileSync(other, 'a\n1\n');
    await withDuckdb({ files: [allowed] }, async (duckdb) => {
      await duckdb.run(
        `COPY (SELECT 1 AS x) TO ${sqlWritePath(allowed)} (FORMAT parquet, USE_TMP_FILE false)`,
      );
      expect(await duckdb.texts(`SELECT x::VARCHAR FROM read_parquet(${sqlReadPath(allowed)})`)).toEqual([
        ['1'],
      ]);
      const forbidden = [
        `SELECT * FROM read_csv(${sqlReadPath(other)}, all_varchar = true)`,
        `COPY (SELECT 1) TO ${sqlWritePath(folder.path('new.csv'))} (FORMAT csv, USE_TMP_FILE false)`,
        `ATTACH ${sqlText(folder.path('new.db'))}`,
        `SELECT * FROM glob(${sqlText(folder.path('*'))})`,
        'INSTALL httpfs',
        'SET enable_external_access = true',
        "SET memory_limit = '100GB'",
      ];
      for (const sql of forbidden)
        await expect(duckdb.run(sql), sql).rejects.toThrow(
          /disabled by configuration|locked|Cannot (?:change|access)/u,
        );
    });
    expect(existsSync(folder.path('new.csv'))).toBe(false);
  });

  it('takes glob signs in a path for themselves', async () => {
    const literal = folder.path('f[1].parquet');
    const wouldMatch = folder.path('f1.parquet');
    for (const [path, value] of [
      [literal, 'literal'],
      [wouldMatch, 'other'],
    ] as const) {
      await withDuckdb({ files: [path] }, (duckdb) =>
        duckdb.run(
          `COPY (SELECT '${value}' AS v) TO ${sqlWritePath(path)} (FORMAT parquet, USE_TMP_FILE false)`,
        ),
      );
    }
    const seen = await withDuckdb({ files: [literal] }, (duckdb) =>
      duckdb.texts(`SELECT v FROM read_parquet(${sqlReadPath(literal)})`),
    );
    expect(seen).toEqual([['literal']]);
  });

  it('spills into its own folder, removes it, and starts over with more memory when it must', async () => {
    const out = folder.path('sorted.csv');
    const spillFolder = folder.path('spill');
    let tries = 0;
    const rows = await withDuckdb({ files: [out], spillFolder }, (duckdb) => {
      tries++;
      return duckdb.run(
        `COPY (SELECT hash(range)::VARCHAR || repeat('x', 40) AS h FROM range(1500000) ORDER BY h) TO ${sqlWritePath(out)} (FORMAT csv, USE_TMP_FILE false)`,
      );
    });
    expect(rows).toBe(1_500_000);
    expect(existsSync(spillFolder)).toBe(false);
    const before = tries;
    const longest = await withDuckdb({ files: [] }, (duckdb) => {
      tries++;
      return duckdb.texts("SELECT len(string_agg(repeat('y', 1000), ''))::VARCHAR FROM range(40000)");
    });
    expect(longest).toEqual([['40000000']]);
    expect(tries).toBeGreaterThan(before + 1);
  });

  it('stops a statement when the signal fires', async () => {
    const out = folder.path('endless.csv');
    const stop = new AbortController();
    const running = withDuckdb({ files: [out], signal: stop.signal }, (duckdb) => {
      // Some turns of the event loop later, when the statement is under way; it would take an hour.
      setTimeout(() => stop.abort(), 50);
      return duckdb.run(
        `COPY (SELECT md5(range::VARCHAR) FROM range(2000000000)) TO ${sqlWritePath(out)} (FORMAT csv, USE_TMP_FILE false)`,
      );
    });
    await expect(running).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    await expect(
      withDuckdb({ files: [], signal: AbortSignal.abort() }, (duckdb) => duckdb.run('SELECT 1')),
    ).rejects.toMatchObject({
      failure: { code: 'CANCELLED' },
    });
  });

  it('gives reasons without paths', async () => {
    mkdirSync(folder.path('sub'));
    const path = folder.path('sub/b[roken].parquet');
    writeFileSync(path, 'PAR1 nonsense PAR1');
    const error: unknown = await withDuckdb({ files: [path] }, (duckdb) =>
      duckdb.run(`SELECT * FROM read_parquet(${sqlReadPath(path)})`),
    ).catch((thrown: unknown) => thrown);
    const reason = duckdbReason(error, [path]);
    expect(reason).not.toContain('sub');
    expect(reason).not.toContain('\n');
    expect(reason.length).toBeGreaterThan(5);
  });
});
