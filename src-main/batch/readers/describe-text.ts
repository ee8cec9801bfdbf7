import type { FileHandle } from 'node:fs/promises';
import type { Dialect, TableDescription } from '../../contract/files.ts';
import { failed } from '../../contract/failure.ts';
import { sniffDelimiter } from '../../domain/csv-dialect.ts';
import { cellText } from '../../domain/csv-scan.ts';
import { isMissingBytes, isMissingText } from '../../domain/missing.ts';
import { openRecordStream, type RecordPart } from '../record-stream.ts';
import { type OpenInput } from './open-input.ts';
import { previewCell, previewRows, surveyBytes, surveyRows } from './preview.ts';

const sniffBytes = 256 * 1024;
const QUOTE = 0x22;
const CR = 0x0d;
const LF = 0x0a;

/** What `files.describe` says of a CSV or TSV file; see describeTable. */
export async function describeText(
  input: OpenInput,
  format: 'csv' | 'tsv',
  delimiter: Dialect['delimiter'] | undefined,
  signal: AbortSignal | undefined,
): Promise<Omit<TableDescription, 'path' | 'name' | 'format' | 'sizeBytes'>> {
  const { handle, name, sizeBytes } = input;
  const start = await readStart(handle, Math.min(sniffBytes, sizeBytes));
  refuseOtherKinds(start, name);
  const bom = start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf;
  const sample = bom ? start.subarray(3) : start;
  if (sample.length === 0)
    throw failed('INPUT_EMPTY', `${name} is empty; it needs a header and at least one row`, {
      details: { file: name },
    });
  const chosen =
    delimiter ?? sniffDelimiter(sample, start.length === sizeBytes, format === 'tsv' ? '\t' : ',');

  const stream = await openRecordStream({
    ...input,
    delimiter: chosen.charCodeAt(0),
    limitBytes: surveyBytes,
    ...(signal ? { signal } : {}),
  });
  const { names, newline } = stream.header;
  const missing = new Array<number>(names.length).fill(0);
  const rows: TableDescription['rows'] = [];
  let seen = 0;
  for await (const part of stream.parts()) {
    if (rows.length < previewRows) showRows(part, names.length, rows);
    countMissing(part, missing);
    seen += part.block.rows;
    if (seen >= surveyRows) break;
  }
  const position = stream.position();
  const complete = position === sizeBytes;
  const rowBytes = (position - stream.header.bytes.length) / Math.max(1, seen);
  const rowsEstimate =
    complete || seen === 0
      ? seen
      : Math.max(seen + 1, Math.round((sizeBytes - stream.header.bytes.length) / rowBytes));
  return {
    dialect: { delimiter: chosen, bom, newline },
    columns: names,
    rows,
    survey: { rows: seen, complete, rowsEstimate, missing },
  };
}

async function readStart(handle: FileHandle, wanted: number): Promise<Buffer> {
  const start = Buffer.alloc(wanted);
  let read = 0;
  while (read < wanted) {
    const { bytesRead } = await handle.read(start, read, wanted - read, read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return start.subarray(0, read);
}

/** Refuses what is no text by its first bytes, with advice that a complaint about a NUL byte would not give. */
function refuseOtherKinds(start: Buffer, name: string): void {
  const refuse = (text: string): never => {
    throw failed('INPUT_UNSUPPORTED', `${name} ${text}`, { details: { file: name } });
  };
  const magic = start.toString('latin1', 0, 4);
  if (magic.startsWith('\xff\xfe') || magic.startsWith('\xfe\xff') || looksUtf16(start))
    refuse('looks like UTF-16; save it as UTF-8');
  if (magic === 'PK\x03\x04') refuse('is a zip archive or a spreadsheet, not text; save it as CSV');
  if (magic.startsWith('\x1f\x8b')) refuse('is compressed (gzip); unpack it first');
  if (hasOnlyCarriageReturns(start))
    refuse('ends its lines with carriage returns alone, as old Macs did; save it with line feeds');
  if (magic === 'PAR1') refuse('is a Parquet file; give it the extension .parquet');
}

/** Two returns at least, as a single one may stand in a cell. */
function hasOnlyCarriageReturns(start: Buffer): boolean {
  return !start.includes(LF) && start.indexOf(CR) !== start.lastIndexOf(CR);
}

/** Text in UTF-16 without a mark: every other byte of its beginning is NUL as long as it is ASCII. */
function looksUtf16(start: Buffer): boolean {
  const length = Math.min(64, start.length) & ~1;
  if (length < 4) return false;
  const nuls = [0, 0];
  for (let i = 0; i < length; i++) if (start[i] === 0) nuls[i % 2] = (nuls[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = nuls;
  return Math.max(even, odd) >= length * 0.4 && Math.min(even, odd) <= length * 0.05;
}

function showRows({ bytes, block }: RecordPart, columns: number, into: TableDescription['rows']): void {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const decode = (part: Uint8Array): string => decoder.decode(part);
  for (let row = 0; row < block.rows && into.length < previewRows; row++) {
    const cells: (string | null)[] = [];
    for (let column = 0; column < columns; column++) {
      const at = row * columns + column;
      const text = cellText(bytes, block.starts[at] as number, block.ends[at] as number, decode);
      cells.push(isMissingText(text) ? null : previewCell(text));
    }
    into.push({ line: (block.rowLines[row] as number) + 1, cells });
  }
}

function countMissing({ bytes, block }: RecordPart, missing: number[]): void {
  const { columns, rows, starts, ends } = block;
  for (let column = 0; column < columns; column++) {
    let count = 0;
    for (let at = column, stop = rows * columns; at < stop; at += columns) {
      let start = starts[at] as number;
      let end = ends[at] as number;
      if (start < end && bytes[start] === QUOTE) {
        start++;
        end--;
      }
      while (start < end && isBlank(bytes[start])) start++;
      while (end > start && isBlank(bytes[end - 1])) end--;
      if (isMissingBytes(bytes, start, end)) count++;
    }
    missing[column] = (missing[column] as number) + count;
  }
}

function isBlank(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x09;
}
