import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import type { KillCase } from './kills.ts';
import { type RowsOptions, writeRows } from './rows.ts';

/**
 * The tables that programs are killed over: a plain one, one with quotes, line ends in cells and rows that are
 * rejected (the first of them late, so that the run begins again with another column), and a Parquet file.
 */
export async function killCases(folder: string, rows: number): Promise<KillCase[]> {
  const table = (name: string, options: Partial<RowsOptions>): string => {
    const path = join(folder, `${name}-${rows}.csv`);
    if (!existsSync(path)) writeRows(path, { rows, seed: rows, ...options });
    return path;
  };
  const plain = table('plain', {});
  const mixed = table('mixed', {
    notes: true,
    spoil: { text: '"no, ""number"""', every: 97, after: Math.floor(rows * 0.4) },
  });
  const parquet = join(folder, `plain-${rows}.parquet`);
  if (!existsSync(parquet)) await toParquet(plain, parquet);
  const model = 'trees-30';
  const output = (name: string) => join(folder, 'out', name);
  return [
    { name: 'plain CSV', input: plain, output: output('plain.scored.csv'), model },
    {
      name: 'CSV with quotes and rejected rows',
      input: mixed,
      output: output('mixed.scored.csv'),
      model,
    },
    { name: 'Parquet', input: parquet, output: output('plain.scored.parquet'), model },
  ];
}

async function toParquet(csv: string, parquet: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(
    `copy (from read_csv('${csv.replaceAll("'", "''")}')) to '${parquet.replaceAll("'", "''")}' (format parquet)`,
  );
  connection.closeSync();
  instance.closeSync();
}
