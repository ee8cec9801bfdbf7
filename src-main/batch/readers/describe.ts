import { basename, extname } from 'node:path';
import type { Dialect, TableDescription, TableFormat } from '../../contract/files.ts';
import { failed } from '../../contract/failure.ts';
import { tableExtensions, tableFormatOf, tableFormats } from '../../contract/table-format.ts';
import { describeJsonl } from './describe-jsonl.ts';
import { describeParquet } from './describe-parquet.ts';
import { describeText } from './describe-text.ts';
import { openFailure, openInput } from './open-input.ts';
import { checkParquet } from './parquet-file.ts';

/**
 * The format that a file's extension names.
 *
 * @throws FailureError INPUT_UNSUPPORTED, saying which are read and what to do
 */
export function formatOf(path: string): TableFormat {
  const format = tableFormatOf(path);
  if (format) return format;
  const name = basename(path);
  const extension = extname(name).toLowerCase();
  const readable = `read are ${tableFormats.flatMap((known) => tableExtensions[known]).join(', ')}`;
  const advice =
    extension === '.xlsx' || extension === '.xls' || extension === '.ods'
      ? `spreadsheets are not read yet (${readable}); save it as CSV in the program that made it`
      : extension === '.json'
        ? `.json is not read (${readable}); write one object a line and name it .jsonl`
        : extension === '.gz' || extension === '.zip'
          ? `compressed files are not read (${readable}); unpack it first`
          : `${extension === '' ? 'there is no extension to tell its format' : `${extension} is not read`} (${readable}); rename or convert it`;
  throw failed('INPUT_UNSUPPORTED', `${name}: ${advice}`, { details: { file: name } });
}

/**
 * Looks at a table: format, dialect, columns, first rows, missing cells. Reads at most 4 MB of text or 50,000 rows.
 * A file with a header and no rows is described with 0 rows. Names in `columns` may be empty or repeat.
 *
 * @throws FailureError INPUT_NOT_FOUND, INPUT_UNREADABLE, INPUT_UNSUPPORTED, INPUT_EMPTY, INPUT_MALFORMED (with row,
 * line and column where there are), INPUT_CHANGED, CANCELLED
 */
export async function describeTable(options: {
  path: string;
  /** Wins over what the file looks like. Of no meaning for Parquet and JSON Lines. */
  delimiter?: Dialect['delimiter'];
  signal?: AbortSignal;
}): Promise<TableDescription> {
  const { path, delimiter, signal } = options;
  const input = await openInput(path);
  const { name, sizeBytes } = input;
  try {
    const format = formatOf(path);
    const base = { path, name, format, sizeBytes };
    switch (format) {
      case 'parquet':
        await checkParquet(path);
        return { ...base, ...(await describeParquet(path, name, signal)) };
      case 'jsonl':
        return { ...base, ...(await describeJsonl(input, signal)) };
      default:
        return { ...base, ...(await describeText(input, format, delimiter, signal)) };
    }
  } catch (error) {
    throw openFailure(error, path);
  } finally {
    await input.handle.close();
  }
}
