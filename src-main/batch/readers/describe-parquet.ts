import type { TableDescription } from '../../contract/files.ts';
import { isMissingText, missingWords } from '../../domain/missing.ts';
import { sqlText, withDuckdb } from '../duckdb.ts';
import { inspectParquet, type ParquetColumn, parquetFailure, textOf } from './parquet-file.ts';
import { previewCell, previewRows, surveyRows } from './preview.ts';

/** What `files.describe` says of a Parquet file that checkParquet let pass; see describeTable. */
export async function describeParquet(
  path: string,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Omit<TableDescription, 'path' | 'name' | 'format' | 'sizeBytes'>> {
  try {
    return await withDuckdb({ files: [path], ...(signal ? { signal } : {}) }, async (duckdb) => {
      const file = await inspectParquet(duckdb, path);
      const cells = file.columns.map((column, index) => textOf(`c${index}`, column.type)).join(', ');
      const counts = file.columns
        .map((column, index) => `count_if(${missingSql(`c${index}`, column)})::VARCHAR`)
        .join(', ');
      const rows = await duckdb.texts(`SELECT ${cells} FROM ${file.table} LIMIT ${previewRows}`);
      const [missing = []] = await duckdb.texts(
        // A LIMIT would gather all the rows in memory first.
        `SELECT ${counts} FROM ${file.table} WHERE file_row_number < ${surveyRows}`,
      );
      return {
        dialect: null,
        columns: file.columns.map((column) => column.name),
        rows: rows.map((row) => ({
          line: null,
          cells: row.map((text) => (text === null || isMissingText(text) ? null : previewCell(text))),
        })),
        survey: {
          rows: Math.min(file.rows, surveyRows),
          complete: file.rows <= surveyRows,
          rowsEstimate: file.rows,
          missing: missing.map(Number),
        },
      };
    });
  } catch (error) {
    throw parquetFailure(error, path, name);
  }
}

/** Whether the text of the cell counts as missing, without making the text where the type tells. */
function missingSql(expression: string, { type }: ParquetColumn): string {
  if (type === 'VARCHAR')
    return `${expression} IS NULL OR trim(${expression}, ' \t') IN ('', ${missingWords.map(sqlText).join(', ')})`;
  if (type === 'FLOAT' || type === 'DOUBLE') return `${expression} IS NULL OR isnan(${expression})`;
  return `${expression} IS NULL`;
}
