import type { Dialect, TableFormat } from '../../contract/files.ts';
import { scoredCsvToJsonl } from './jsonl.ts';
import { scoredCsvToParquet } from './parquet.ts';
import { redelimit } from './redelimit.ts';
import type { ScoredTable, Written } from './scored-table.ts';

export type { AddedColumn, ScoredTable, Written } from './scored-table.ts';

/**
 * The delimiter of a CSV or TSV output: that of an input of the same format, else a tab or a comma. When it is the
 * scored table's own, the scored table is the output as it stands.
 */
export function outputDelimiter(
  output: 'csv' | 'tsv',
  original: TableFormat,
  delimiter: Dialect['delimiter'],
): Dialect['delimiter'] {
  if (output === original) return delimiter;
  return output === 'tsv' ? '\t' : ',';
}

/** Makes the output of a format from a scored CSV; see redelimit, scoredCsvToParquet and scoredCsvToJsonl. */
export async function writeOutput(table: ScoredTable, format: TableFormat): Promise<Written> {
  switch (format) {
    case 'parquet':
      return scoredCsvToParquet(table);
    case 'jsonl':
      return scoredCsvToJsonl(table);
    default:
      return redelimit(table, outputDelimiter(format, table.original.format, table.delimiter));
  }
}
