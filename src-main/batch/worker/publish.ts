import {
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { failed } from '../../contract/failure.ts';
import { outputFailure } from '../file-failure.ts';

export interface PublishedRequest {
  jobId: string;
  /** The complete file under its working name, in the folder of the final one. */
  partialPath: string;
  outputPath: string;
}

export interface PublishRequest extends PublishedRequest {
  overwrite: boolean;
  /** Text of `<output>.foredeck.json`; `@OUTPUT_BYTES@` in it becomes the output's size. */
  provenance: string;
}

export const outputBytesMark = '"@OUTPUT_BYTES@"';

/**
 * Gives a complete file its final name, with its provenance beside it. Both are flushed to disk first, so neither name
 * ever stands for half a file. The provenance goes first: it names the job, so that after a crash at any point in
 * between, doing it again knows what is its own and ends in the same state.
 */
export function publish(request: PublishRequest): { sizeBytes: number } {
  const { partialPath, outputPath, overwrite, provenance } = request;
  try {
    if (isPublished(request)) return { sizeBytes: statSync(outputPath).size };
    if (!overwrite && lstatSync(outputPath, { throwIfNoEntry: false })) throw exists(outputPath);
    flush(partialPath);
    const { size } = statSync(partialPath);
    putSidecar(outputPath, `${partialPath}.json`, provenance.replace(outputBytesMark, String(size)));
    if (overwrite) renameSync(partialPath, outputPath);
    else linkThenUnlink(partialPath, outputPath);
    flushFolder(dirname(outputPath));
    return { sizeBytes: size };
  } catch (error) {
    throw error instanceof Error && 'failure' in error ? error : outputFailure(error, outputPath);
  }
}

/**
 * Whether the output under the final name is this job's own, put there by a run that was killed before it could say so.
 * A working name that is left beside it for the same file is taken away.
 */
export function isPublished({ jobId, partialPath, outputPath }: PublishedRequest): boolean {
  if (!existsSync(outputPath) || jobIn(sidecarOf(outputPath)) !== jobId) return false;
  if (!existsSync(partialPath)) return true;
  if (!isSameFile(partialPath, outputPath)) return false;
  rmSync(partialPath);
  return true;
}

function jobIn(sidecarPath: string): unknown {
  try {
    const sidecar: unknown = JSON.parse(readFileSync(sidecarPath, 'utf8'));
    return typeof sidecar === 'object' && sidecar !== null && 'job' in sidecar ? sidecar.job : null;
  } catch {
    return null;
  }
}

function sidecarOf(outputPath: string): string {
  return `${outputPath}.foredeck.json`;
}

function putSidecar(outputPath: string, partial: string, text: string): void {
  const fd = openSync(partial, 'w');
  try {
    writeSync(fd, text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(partial, sidecarOf(outputPath));
}

function isSameFile(a: string, b: string): boolean {
  const [first, second] = [lstatSync(a, { bigint: true }), lstatSync(b, { bigint: true })];
  return first.ino === second.ino && first.dev === second.dev;
}

function exists(outputPath: string) {
  return failed(
    'OUTPUT_EXISTS',
    `${basename(outputPath)} exists already; choose another output or let it be replaced`,
    { details: { file: basename(outputPath) } },
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
