import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { FailureError, failed } from '../contract/failure.ts';

/** Space that an upload leaves free, for the job's own output and everything else on the disk. */
const reserveBytes = 256 * 1024 * 1024;
/** How much may come in before the free space is looked at again. */
const checkEveryBytes = 64 * 1024 * 1024;
/** How long an upload without a job is kept. */
const unusedMs = 24 * 3_600_000;
const longestNameBytes = 150;
const partialSuffix = '.part';

export interface UploadOptions {
  /** Uploads go to `<folder>/<id>/<safe name>`. */
  folder: string;
  /** A sender that is silent for so long has gone. */
  idleMs: number;
  freeBytes?: (folder: string) => Promise<number>;
}

/**
 * Streams a request's body to a fresh file. Nothing of it stays when the sender leaves, the disk is full or writing
 * fails: DISK_FULL, CANCELLED, OUTPUT_NOT_WRITABLE.
 */
export async function receiveUpload(
  request: IncomingMessage,
  name: string,
  options: UploadOptions,
): Promise<{ path: string; name: string; sizeBytes: number }> {
  const freeBytes = options.freeBytes ?? freeBytesOf;
  const safeName = safeFileName(name);
  const folder = join(options.folder, randomUUID());
  const path = join(folder, safeName);
  let sizeBytes = 0;

  await mkdir(folder, { recursive: true, mode: 0o700 });
  const announcedBytes = Number(request.headers['content-length'] ?? 0);
  const onIdle = (): void => void request.destroy();
  try {
    await roomFor(announcedBytes);
    request.setTimeout(options.idleMs, onIdle);
    await pipeline(request, counted, createWriteStream(path + partialSuffix, { flags: 'wx', mode: 0o600 }));
    await rename(path + partialSuffix, path);
  } catch (thrown) {
    await rm(folder, { recursive: true, force: true });
    throw uploadFailure(thrown, safeName);
  } finally {
    request.setTimeout(0);
    request.off('timeout', onIdle);
  }
  return { path, name: safeName, sizeBytes };

  async function roomFor(bytes: number): Promise<void> {
    if ((await freeBytes(folder)) - bytes < reserveBytes) throw diskFull(safeName);
  }

  async function* counted(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let unchecked = 0;
    for await (const piece of source) {
      sizeBytes += piece.length;
      unchecked += piece.length;
      if (unchecked >= checkEveryBytes) {
        unchecked = 0;
        await roomFor(0);
      }
      yield piece;
    }
  }
}

/**
 * Removes uploads that nobody needs any more: what was cut off with the program, and what is older than a day and
 * neither input nor output of a job. To be called before uploads are taken.
 */
export async function clearUploads(
  folder: string,
  { isNeeded, nowMs }: { isNeeded(path: string): Promise<boolean>; nowMs: number },
): Promise<void> {
  const ids = await readdir(folder).catch(() => []);
  for (const id of ids) {
    const upload = join(folder, id);
    const names = await readdir(upload).catch(() => null);
    if (names && !(await isKept(names.map((name) => join(upload, name))))) {
      await rm(upload, { recursive: true, force: true });
    }
  }

  async function isKept(paths: string[]): Promise<boolean> {
    for (const path of paths) {
      if (path.endsWith(partialSuffix)) continue;
      // A page may have it before its eyes and make a job of it yet.
      const about = await stat(path).catch(() => null);
      if (about && (nowMs - about.mtimeMs < unusedMs || (await isNeeded(path)))) return true;
    }
    return false;
  }
}

/**
 * A name of one file on any platform, near to the one given: no folders, no control or reserved characters, no
 * device names of Windows, no leading or trailing dots, not too long, extension kept.
 */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[\\/]/u).at(-1) ?? '';
  const plain = last
    .replaceAll(/[\p{C}<>:"|?*]/gu, '_')
    .replace(/^[. ]+/u, '')
    .replace(/[. ]+$/u, '');
  const extension = cutToBytes(extname(plain), 20);
  const stem = cutToBytes(plain.slice(0, plain.length - extname(plain).length), longestNameBytes);
  const isDevice = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/iu.test(stem);
  return `${isDevice ? '_' : ''}${stem === '' ? 'upload' : stem}${extension}`;
}

function cutToBytes(text: string, most: number): string {
  let cut = '';
  for (const character of text) {
    if (Buffer.byteLength(cut + character) > most) break;
    cut += character;
  }
  return cut;
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

function diskFull(name: string): FailureError {
  return failed('DISK_FULL', `There is no room on the disk for ${name}.`, {
    details: {
      file: name,
      hint: 'Free some space where the data folder is, or open the file from a desktop window.',
    },
    retryable: true,
  });
}

function uploadFailure(thrown: unknown, name: string): FailureError {
  if (thrown instanceof FailureError) return thrown;
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(name);
  if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET') {
    return failed('CANCELLED', `The upload of ${name} was broken off.`, { retryable: true });
  }
  return failed('OUTPUT_NOT_WRITABLE', `${name} cannot be stored: ${code || 'unknown error'}.`, {
    details: { file: name, hint: 'Check that the data folder can be written to.' },
  });
}
