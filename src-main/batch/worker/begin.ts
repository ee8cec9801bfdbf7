import { closeSync, fstatSync, ftruncateSync, openSync, readSync, statfsSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { failed } from '../../contract/failure.ts';
import { cellText, scanHeader } from '../../domain/csv-scan.ts';
import { finalName } from '../../domain/partial-name.ts';
import { columnsMax, recordMaxBytes } from '../limits.ts';
import { inputFailure, outputFailure } from '../file-failure.ts';
import { quoteCell } from './quote-cell.ts';

const decoder = new TextDecoder();

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

/** Reads the header of delimited text: a BOM is skipped, blank lines before it are not. */
export function readHeader(path: string, delimiter: number, name = basename(path)): Header {
  const details = { file: name };
  let fd: number;
  try {
    fd = openSync(path, 'r');
  } catch (error) {
    throw inputFailure(error, path);
  }
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) throw failed('INPUT_UNSUPPORTED', `${name} is not a file`, { details });
    if (stat.size === 0) throw failed('INPUT_EMPTY', `${name} is empty (0 bytes)`, { details });
    for (let size = 65_536; ; size *= 4) {
      const bytes = Buffer.alloc(Math.min(size, stat.size));
      let until: number;
      try {
        until = readSync(fd, bytes, 0, bytes.length, 0);
      } catch (error) {
        throw inputFailure(error, path);
      }
      const from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
      const header = scanHeader(bytes, from, until, until >= stat.size, delimiter);
      if (!header) {
        if (size > recordMaxBytes) {
          throw failed(
            'INPUT_MALFORMED',
            `${name} line 1: the header is longer than 16 MB; this is no table`,
            { details },
          );
        }
        continue;
      }
      if (!header.closed) {
        throw failed('INPUT_MALFORMED', `${name} line 1: a quote in the header is never closed`, {
          details: { ...details, line: 1 },
        });
      }
      if (header.count > columnsMax) {
        throw failed(
          'INPUT_UNSUPPORTED',
          `${name} has ${header.count.toLocaleString('en-US')} columns; up to ${columnsMax.toLocaleString('en-US')} are read. Is the delimiter right?`,
          { details },
        );
      }
      if (bytes.subarray(0, header.end).includes(0)) {
        throw failed(
          'INPUT_MALFORMED',
          `${name} line 1: holds a NUL byte; the file is no UTF-8 text (save it as CSV UTF-8)`,
          {
            details: { ...details, line: 1 },
          },
        );
      }
      const columns = header.cells.map(([start, end]) =>
        cellText(bytes, start, end, (part) => decoder.decode(part)),
      );
      const headerLines = bytes
        .subarray(0, header.next)
        .reduce((lines, byte) => lines + (byte === 0x0a ? 1 : 0), 0);
      return {
        columns,
        headerEnd: header.end,
        dataStart: header.next,
        headerLines,
        sizeBytes: stat.size,
        modifiedMs: stat.mtimeMs,
      };
    }
  } finally {
    closeSync(fd);
  }
}

export interface BeginRequest {
  csvPath: string;
  /** What the user calls the input. */
  name: string;
  partialPath: string;
  delimiter: number;
  addedColumns: string[];
  /** Bytes of output that a checkpoint vouches for; null = begin anew. */
  resumeAt: number | null;
}

export interface BeginOutcome extends Header {
  /** Where output goes on: after the header, or at the checkpoint. */
  outputStart: number;
  /** False when the checkpoint's output is no longer there, so the run begins anew. */
  resumed: boolean;
}

/** Makes the partial file with its header, or cuts an interrupted one back to its checkpoint. */
export function begin(request: BeginRequest): BeginOutcome {
  const header = readHeader(request.csvPath, request.delimiter, request.name);
  const { partialPath } = request;
  try {
    if (request.resumeAt !== null) {
      const fd = openIfThere(partialPath);
      if (fd !== null) {
        try {
          if (fstatSync(fd).size >= request.resumeAt) {
            ftruncateSync(fd, request.resumeAt);
            return { ...header, outputStart: request.resumeAt, resumed: true };
          }
        } finally {
          closeSync(fd);
        }
      }
    }
    refuseWhenFull(partialPath, header.sizeBytes);
    const fd = openSync(partialPath, 'w');
    try {
      const original = Buffer.alloc(header.dataStart);
      readInto(request.csvPath, original);
      const delimiter = String.fromCharCode(request.delimiter);
      const added = request.addedColumns.map((name) => delimiter + quoteCell(name, delimiter)).join('');
      const bytes = Buffer.concat([
        original.subarray(0, header.headerEnd),
        Buffer.from(added),
        original.subarray(header.headerEnd),
      ]);
      writeSync(fd, bytes);
      return { ...header, outputStart: bytes.length, resumed: false };
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    throw error instanceof Error && 'failure' in error ? error : outputFailure(error, partialPath);
  }
}

function openIfThere(path: string): number | null {
  try {
    return openSync(path, 'r+');
  } catch {
    return null;
  }
}

function readInto(path: string, bytes: Buffer): void {
  const fd = openSync(path, 'r');
  try {
    for (let done = 0; done < bytes.length; ) {
      const read = readSync(fd, bytes, done, bytes.length - done, done);
      if (read === 0) return;
      done += read;
    }
  } finally {
    closeSync(fd);
  }
}

/** The output is never smaller than the input, so a disk without that much room is refused before hours of work. */
function refuseWhenFull(partialPath: string, inputBytes: number): void {
  const { bavail, bsize } = statfsSync(dirname(partialPath));
  const freeBytes = bavail * bsize;
  if (freeBytes >= inputBytes) return;
  const mega = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
  throw failed(
    'DISK_FULL',
    `the output needs at least ${mega(inputBytes)} and the disk has ${mega(freeBytes)} free`,
    {
      details: { file: finalName(basename(partialPath)) },
    },
  );
}
