import { createHash, type Hash } from 'node:crypto';
import { closeSync, constants, fstatSync, fsyncSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { basename } from 'node:path';
import { type FailureError, failed } from '../../contract/failure.ts';
import { refusal } from './refusal.ts';
import { type Piece, sizeOf } from './splice.ts';

/** Protobuf messages end at 2 GiB. */
const mostBytes = 2 ** 31 - 1;
const chunkBytes = 4 << 20;

/**
 * Reads a model file whole.
 * @throws MODEL_NOT_FOUND, or MODEL_INVALID when it is no file, empty, or of 2 GiB and more
 */
export function readModelFile(path: string): { bytes: Buffer; sha256: string } {
  const file = basename(path);
  let descriptor: number;
  try {
    // Not blocking, so that a pipe cannot hold this process.
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    throw unreadable(file, error);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw refusal(file, 'is no file.');
    if (stat.size === 0) throw refusal(file, 'is empty.');
    if (stat.size > mostBytes)
      throw refusal(
        file,
        'has 2 GiB or more, which no ONNX file can have; keep the weights in a file beside it.',
      );
    const bytes = Buffer.allocUnsafeSlow(stat.size);
    for (let at = 0; at < bytes.length; ) {
      const read = readSync(descriptor, bytes, at, Math.min(bytes.length - at, 64 << 20), at);
      if (read === 0) throw refusal(file, 'became shorter while it was read; import it again.');
      at += read;
    }
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code) throw unreadable(file, error);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

function unreadable(file: string, error: unknown): FailureError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return failed('MODEL_NOT_FOUND', `${file} is not there.`, { details: { file } });
  return refusal(file, `cannot be read (${code ?? String(error)}).`);
}

/**
 * Writes a new file and flushes it to disk. A file that cannot be finished is taken away.
 * @returns sha256 of what was written
 * @throws OUTPUT_EXISTS, DISK_FULL or OUTPUT_NOT_WRITABLE
 */
export function writeModelFile(
  path: string,
  pieces: readonly Piece[],
): { sha256: string; sizeBytes: number } {
  const hash = createHash('sha256');
  let descriptor: number;
  try {
    descriptor = openSync(path, 'wx');
  } catch (error) {
    throw unwritable(path, error);
  }
  let done = false;
  try {
    for (const piece of pieces) writePiece(descriptor, piece, hash);
    fsyncSync(descriptor);
    done = true;
  } catch (error) {
    throw unwritable(path, error);
  } finally {
    closeSync(descriptor);
    if (!done) rmSync(path, { force: true });
  }
  return { sha256: hash.digest('hex'), sizeBytes: sizeOf(pieces) };
}

function writePiece(descriptor: number, piece: Piece, hash: Hash): void {
  if (piece instanceof Uint8Array) return writeAll(descriptor, piece, hash);
  const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, piece.sizeBytes));
  for (let at = 0; at < piece.sizeBytes; ) {
    const wanted = Math.min(chunk.length, piece.sizeBytes - at);
    const read = readSync(piece.descriptor, chunk, 0, wanted, piece.offset + at);
    if (read === 0)
      throw failed('MODEL_INVALID', 'A file with weights became shorter while it was read; import it again.');
    writeAll(descriptor, chunk.subarray(0, read), hash);
    at += read;
  }
}

function writeAll(descriptor: number, bytes: Uint8Array, hash: Hash): void {
  hash.update(bytes);
  for (let at = 0; at < bytes.length; )
    at += writeSync(descriptor, bytes, at, Math.min(bytes.length - at, 64 << 20));
}

function unwritable(path: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  const file = basename(path);
  if (code === undefined) return error;
  if (code === 'EEXIST') return failed('OUTPUT_EXISTS', `${file} is there already.`, { details: { file } });
  if (code === 'ENOSPC')
    return failed('DISK_FULL', `The disk is full: ${file} could not be written.`, { details: { file } });
  return failed('OUTPUT_NOT_WRITABLE', `${file} cannot be written (${code}).`, { details: { file } });
}
