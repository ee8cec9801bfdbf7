import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { failed } from '../../contract/failure.ts';
import { outputFailure } from './file-failure.ts';

export interface PublishRequest {
  /** The complete file under its working name, in the folder of the final one. */
  partialPath: string;
  outputPath: string;
  overwrite: boolean;
  /** Text of `<output>.foredeck.json`; `@OUTPUT_BYTES@` in it becomes the output's size. */
  provenance: string;
}

export const outputBytesMark = '"@OUTPUT_BYTES@"';

/**
 * Gives a complete file its final name and puts its provenance beside it. Both are flushed to disk first, so neither
 * name ever stands for half a file. Doing it again after a crash in between ends in the same state.
 */
export function publish({ partialPath, outputPath, overwrite, provenance }: PublishRequest): {
  sizeBytes: number;
} {
  const sidecar = `${outputPath}.foredeck.json`;
  const sidecarPartial = `${partialPath}.json`;
  try {
    if (!existsSync(partialPath) && existsSync(outputPath) && existsSync(sidecar)) {
      return { sizeBytes: statSync(outputPath).size };
    }
    if (!overwrite && existsSync(outputPath)) throw exists(outputPath);
    if (!existsSync(partialPath)) throw gone(outputPath);
    flush(partialPath);
    const { size } = statSync(partialPath);
    const fd = openSync(sidecarPartial, 'w');
    try {
      writeSync(fd, provenance.replace(outputBytesMark, String(size)));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    if (overwrite) renameSync(partialPath, outputPath);
    else linkThenUnlink(partialPath, outputPath);
    renameSync(sidecarPartial, sidecar);
    flushFolder(dirname(outputPath));
    return { sizeBytes: size };
  } catch (error) {
    // The partial file stays for the next try; this is made anew each time.
    rmSync(sidecarPartial, { force: true });
    throw error instanceof Error && 'failure' in error ? error : outputFailure(error, outputPath);
  }
}

function gone(outputPath: string) {
  const name = basename(outputPath);
  return failed('OUTPUT_NOT_WRITABLE', `the unfinished ${name} was removed meanwhile; resume the job to make it anew`, {
    details: { file: name },
  });
}

function exists(outputPath: string) {
  return failed(
    'OUTPUT_EXISTS',
    `${basename(outputPath)} exists already; choose another output or let it be replaced`,
    {
      details: { file: basename(outputPath) },
    },
  );
}

/** A rename would silently replace a file that appeared meanwhile; a hard link refuses. Where links are unknown, look and rename. */
function linkThenUnlink(from: string, to: string): void {
  try {
    linkSync(from, to);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') throw exists(to);
    renameSync(from, to);
    return;
  }
  rmSync(from);
}

function flush(path: string): void {
  const fd = openSync(path, 'r+');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}

function flushFolder(path: string): void {
  if (process.platform === 'win32') return;
  const fd = openSync(path, 'r');
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
