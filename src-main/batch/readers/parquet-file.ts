import { FailureError, failed } from '../../contract/failure.ts';
import { type Duckdb, duckdbReason, sqlReadPath } from '../duckdb.ts';
import { openInput } from './open-input.ts';

export interface ParquetColumn {
  /** As in the file; names may repeat and may be empty. */
  name: string;
  /** DuckDB's name of the type. */
  type: string;
  /** True for timestamps kept in milliseconds, which DuckDB reads as microseconds. */
  milliseconds: boolean;
}

export interface ParquetFile {
  rows: number;
  columns: ParquetColumn[];
  /** A table expression over the whole file whose columns are c0, c1, … and, last, `file_row_number` (from 0). */
  table: string;
}

/**
 * Makes sure by its first and last bytes that a file is Parquet, before DuckDB sees it.
 *
 * @throws FailureError as {@link openInput}; INPUT_MALFORMED; INPUT_UNSUPPORTED for an encrypted one
 */
export async function checkParquet(path: string): Promise<{ name: string; sizeBytes: number }> {
  const { handle, name, sizeBytes } = await openInput(path);
  try {
    const head = Buffer.alloc(4);
    const tail = Buffer.alloc(4);
    await handle.read(head, 0, 4, 0);
    await handle.read(tail, 0, 4, Math.max(0, sizeBytes - 4));
    const magic = [head.toString('latin1'), tail.toString('latin1')];
    const details = { file: name };
    if (magic.includes('PARE')) {
      throw failed('INPUT_UNSUPPORTED', `${name} is encrypted; write it without encryption to score it`, {
        details,
      });
    }
    if (magic[0] !== 'PAR1') {
      throw failed(
        'INPUT_MALFORMED',
        `${name} is not a Parquet file, whatever its name says: it does not begin with PAR1`,
        { details },
      );
    }
    if (magic[1] !== 'PAR1' || sizeBytes < 12) {
      throw failed(
        'INPUT_MALFORMED',
        `${name} is cut off: a Parquet file ends with PAR1 and this one does not; copy it again`,
        {
          details,
        },
      );
    }
  } finally {
    await handle.close();
  }
  return { name, sizeBytes };
}

/** Reads rows, columns and types from the footer of a Parquet file that {@link checkParquet} let pass. */
export async function inspectParquet(duckdb: Duckdb, path: string): Promise<ParquetFile> {
  const from = sqlReadPath(path);
  const reader = `read_parquet(${from}, hive_partitioning = false, file_row_number = true)`;
  const [counts] = await duckdb.texts(`SELECT num_rows::VARCHAR FROM parquet_file_metadata(${from})`);
  const schema = await duckdb.texts(
    `SELECT name, num_children::VARCHAR, logical_type::VARCHAR, converted_type::VARCHAR FROM parquet_schema(${from})`,
  );
  const described = await duckdb.texts(`SELECT column_type FROM (DESCRIBE SELECT * FROM ${reader})`);

  const columns: ParquetColumn[] = [];
  let at = 1;
  const skipChildrenOf = (index: number): void => {
    for (let left = Number(schema[index]?.[1] ?? 0); left > 0; left--) {
      const child = at++;
      skipChildrenOf(child);
    }
  };
  while (at < schema.length) {
    const index = at++;
    const [name, , logical, converted] = schema[index] ?? [];
    skipChildrenOf(index);
    columns.push({
      name: name ?? '',
      type: described[columns.length]?.[0] ?? 'VARCHAR',
      milliseconds:
        converted === 'TIMESTAMP_MILLIS' || /TimestampType.*MILLIS=MilliSeconds/u.test(logical ?? ''),
    });
  }
  if (columns.length + 1 !== described.length) {
    throw failed(
      'INTERNAL',
      `The schema names ${columns.length} columns and the data has ${described.length - 1}`,
    );
  }
  const names = [...columns.map((_, index) => `c${index}`), 'file_row_number'];
  return { rows: Number(counts?.[0] ?? 0), columns, table: `${reader} AS t(${names.join(', ')})` };
}

/** The failure for a file that DuckDB could not read. */
export function parquetFailure(error: unknown, path: string, name: string): unknown {
  if (!(error instanceof Error) || error instanceof FailureError || 'code' in error) return error;
  return failed(
    'INPUT_MALFORMED',
    `${name} cannot be read as Parquet (${duckdbReason(error, [path])}); write or copy it again`,
    {
      details: { file: name },
    },
  );
}

/**
 * SQL for the text of a column: what a person would expect to see, with nothing lost. Whole numbers and decimals
 * exact, floats as the shortest text that reads back the same, ISO 8601 times, bytes in hexadecimal, nested values as
 * JSON. NULL stays NULL.
 */
export function textOf(expression: string, type: string): string {
  if (type === 'VARCHAR') return expression;
  if (type.endsWith(']') || /^(?:STRUCT|MAP|UNION)\(/u.test(type))
    return `CASE WHEN ${expression} IS NOT NULL THEN to_json(${expression})::VARCHAR END`;
  if (type === 'BLOB') return `lower(hex(${expression}))`;
  // The session's time zone is UTC, so the offset is always +00.
  if (type === 'TIMESTAMP WITH TIME ZONE')
    return `replace(replace(${expression}::VARCHAR, ' ', 'T'), '+00', 'Z')`;
  if (type.startsWith('TIMESTAMP')) return `replace(${expression}::VARCHAR, ' ', 'T')`;
  return `${expression}::VARCHAR`;
}

/** Whether the text of a column of this type is a JSON value as it stands (NaN and infinity excepted). */
export function isJsonType(type: string): boolean {
  return (
    /^(?:U?(?:TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|BOOLEAN|JSON|DECIMAL\(.*\))$/u.test(
      type,
    ) ||
    type.endsWith(']') ||
    /^(?:STRUCT|MAP)\(/u.test(type)
  );
}
