import { closeSync, fstatSync, ftruncateSync, openSync, statfsSync, writeSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { failed } from '../../contract/failure.ts';
import { finalName } from '../../domain/partial-name.ts';
import { outputFailure } from '../file-failure.ts';
import { quoteCell } from './quote-cell.ts';
import { type Header, readHeader } from './read-header.ts';

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
export async function begin(request: BeginRequest): Promise<BeginOutcome> {
  const { header, bytes: original } = await readHeader(request.csvPath, request.delimiter, request.name);
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
