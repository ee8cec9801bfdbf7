import { basename } from 'node:path';
import { openFailure, openInput } from '../readers/open-input.ts';
import { nulFailure } from '../record-failure.ts';
import { openRecordStream } from '../record-stream.ts';

/** The header of a file of delimited text, and the file it stands in. */
export interface Header {
  columns: string[];
  /** Where the header's last cell ends and where data begins. */
  headerEnd: number;
  dataStart: number;
  /** Lines the header takes: more than one when a column name holds a line end. */
  headerLines: number;
  sizeBytes: number;
  modifiedMs: number;
}

/**
 * Reads the header by the rules by which the file was described. What is wrong further on is found by who reads it.
 *
 * @param name what the user calls the file: the converted copy of a Parquet file goes by the original's name
 * @returns the header, and its bytes as in the file: a byte order mark before it and its line end are in them
 * @throws FailureError INPUT_NOT_FOUND, INPUT_UNREADABLE, INPUT_UNSUPPORTED, INPUT_EMPTY, INPUT_MALFORMED
 */
export async function readHeader(
  path: string,
  delimiter: number,
  name = basename(path),
): Promise<{ header: Header; bytes: Uint8Array }> {
  const { handle, sizeBytes } = await openInput(path);
  try {
    const { mtimeMs } = await handle.stat();
    const stream = await openRecordStream({ handle, name, sizeBytes, delimiter, allowNul: true });
    const { names, bytes, end, lines } = stream.header;
    const nulAt = bytes.indexOf(0);
    if (nulAt >= 0) throw nulFailure(bytes, 0, nulAt, delimiter, { name, columns: [], row: 0, line: 1 });
    const place = { headerEnd: end, dataStart: bytes.length, headerLines: lines };
    return { header: { columns: names, ...place, sizeBytes, modifiedMs: mtimeMs }, bytes };
  } catch (error) {
    throw openFailure(error, path);
  } finally {
    await handle.close();
  }
}
