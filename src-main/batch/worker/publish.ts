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
  const sidecar = sidecarOf(outputPath);
  try {
    const before = published({ partialPath, outputPath });
    if (before) return before;
    if (!overwrite && existsSync(outputPath)) throw exists(outputPath);
    flush(partialPath);
    const { size } = statSync(partialPath);
    const sidecarPartial = `${partialPath}.json`;
    const fd = openSync(sidecarPartial, 'w');
    try {
      writeSync(fd, provenance.replace(outputBytesMark, String(size)));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    // First the sidecar, so that an output under its final name is always the last step.
    renameSync(sidecarPartial, sidecar);
    if (overwrite) renameSync(partialPath, outputPath);
    else linkThenUnlink(partialPath, outputPath);
    flushFolder(dirname(outputPath));
    return { sizeBytes: size };
  } catch (error) {
    throw error instanceof Error && 'failure' in error ? error : outputFailure(error, outputPath);
  }
}

function sidecarOf(outputPath: string): string {
  return `${outputPath}.foredeck.json`;
}

/**
 * The output's size when a run before this one gave the complete file its name and ended before it could say so;
 * else null. Only to be asked when the file was complete: then nothing but that takes it away.
 */
export function published({ partialPath, outputPath }: { partialPath: string; outputPath: string }): {
  sizeBytes: number;
} | null {
  const output = statSync(outputPath, { throwIfNoEntry: false });
  if (!output || !existsSync(sidecarOf(outputPath))) return null;
  const partial = statSync(partialPath, { throwIfNoEntry: false });
  if (partial) {
    if (partial.ino !== output.ino || partial.dev !== output.dev) return null;
    rmSync(partialPath);
  }
  return { sizeBytes: output.size };
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
