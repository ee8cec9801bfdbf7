import { closeSync, openSync, writeSync } from 'node:fs';
import { outputFailure } from './file-failure.ts';

/** A file being written from its beginning through one buffer. Calls block while the buffer goes to the disk. */
export interface FileSink {
  bytes(source: Uint8Array, start: number, end: number): void;
  text(value: string): void;
  byte(value: number): void;
  /** Writes out what is left and closes. */
  finish(): void;
  /** Closes without writing out; does nothing after `finish`. */
  abandon(): void;
}

const bufferBytes = 128 * 1024;

/** @throws FailureError DISK_FULL or OUTPUT_NOT_WRITABLE, also from every method */
export function createFileSink(path: string): FileSink {
  const guarded = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw outputFailure(error, path);
    }
  };
  let descriptor: number | null = guarded(() => openSync(path, 'w'));
  const buffer = Buffer.allocUnsafe(bufferBytes);
  let filled = 0;

  const writeOut = (source: Uint8Array, start: number, end: number): void => {
    const target = descriptor;
    if (target === null) throw new Error('The file is closed');
    for (let at = start; at < end; ) at += guarded(() => writeSync(target, source, at, end - at));
  };
  const flush = (): void => {
    writeOut(buffer, 0, filled);
    filled = 0;
  };
  const abandon = (): void => {
    if (descriptor !== null) closeSync(descriptor);
    descriptor = null;
  };

  return {
    bytes(source, start, end) {
      const length = end - start;
      if (length > bufferBytes - filled) {
        flush();
        if (length > bufferBytes) return writeOut(source, start, end);
      }
      if (length < 24) {
        // Most cells are short, and a loop beats the call for those.
        for (let i = start; i < end; i++) buffer[filled++] = source[i] as number;
        return;
      }
      buffer.set(source.subarray(start, end), filled);
      filled += length;
    },
    text(value) {
      if (value.length * 3 > bufferBytes - filled) {
        flush();
        if (value.length * 3 > bufferBytes) {
          const large = Buffer.from(value, 'utf8');
          return writeOut(large, 0, large.length);
        }
      }
      filled += buffer.write(value, filled, 'utf8');
    },
    byte(value) {
      if (filled === bufferBytes) flush();
      buffer[filled++] = value;
    },
    finish() {
      flush();
      abandon();
    },
    abandon,
  };
}
