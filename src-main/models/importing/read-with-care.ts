import { constants } from 'node:fs';
import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { failed } from '../../contract/failure.ts';

const { O_RDONLY } = constants;
// Not on Windows, where links to files are a right of administrators and there are no device files in folders.
const withCare = O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/** Text of a small file of a folder that nobody has looked at yet; null when it is not there. @throws MODEL_INVALID */
export async function readSmallText(folder: string, name: string, mostBytes: number): Promise<string | null> {
  const handle = await openPlainFile(folder, name);
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    if (size > mostBytes) throw tooLarge(name, size, mostBytes);
    const bytes = Buffer.alloc(size);
    const { bytesRead } = await handle.read(bytes, 0, size, 0);
    return bytes
      .subarray(0, bytesRead)
      .toString('utf8')
      .replace(/^\ufeff/u, '');
  } finally {
    await handle.close();
  }
}

/**
 * Opens a file inside a folder: no link anywhere below the folder, no device, no pipe.
 * @param name relative, with slashes; may not lead out of the folder
 * @returns null when it is not there
 * @throws MODEL_INVALID
 */
async function openPlainFile(folder: string, name: string): Promise<FileHandle | null> {
  const path = await plainFile(folder, name);
  if (path === null) return null;
  const handle = await open(path, withCare);
  if ((await handle.stat()).isFile()) return handle;
  await handle.close();
  throw failed('MODEL_INVALID', `${name} is no ordinary file`, { details: { file: basename(name) } });
}

/** The path of a file inside a folder, after a look at every step; null when it is not there. @throws MODEL_INVALID */
export async function plainFile(folder: string, name: string): Promise<string | null> {
  const steps = name.split(/[\\/]/u).filter((step) => step !== '' && step !== '.');
  if (/^([\\/]|[a-z]:)/iu.test(name) || steps.includes('..') || steps.length === 0 || name.includes('\0')) {
    throw failed('MODEL_INVALID', `"${name}" leads out of the folder; only files inside it are read`);
  }
  let path = folder;
  for (const [index, step] of steps.entries()) {
    path = join(path, step);
    const about = await lstat(path).catch(() => null);
    if (!about) return null;
    const file = steps.slice(0, index + 1).join('/');
    if (about.isSymbolicLink()) {
      throw failed(
        'MODEL_INVALID',
        `${file} is a link, and links are not followed; put the file itself there`,
        {
          details: { file: basename(file) },
        },
      );
    }
    const isLast = index === steps.length - 1;
    if (isLast ? !about.isFile() : !about.isDirectory()) {
      throw failed('MODEL_INVALID', `${file} is no ordinary ${isLast ? 'file' : 'folder'}`, {
        details: { file: basename(file) },
      });
    }
  }
  return path;
}

const mostEntries = 10_000;

/** Names of the files right inside a folder. @throws MODEL_INVALID when there are too many to be a model */
export async function fileNames(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  if (names.length > mostEntries) {
    throw failed(
      'MODEL_INVALID',
      `${basename(folder)} holds ${names.length} files, so it is no model's folder`,
    );
  }
  return names.sort();
}

export function tooLarge(name: string, size: number, mostBytes: number) {
  const megabytes = (bytes: number) => Math.ceil(bytes / 1e6).toLocaleString('en-US');
  return failed(
    'MODEL_INVALID',
    `${name} has ${megabytes(size)} MB; more than ${megabytes(mostBytes)} MB is not taken`,
    { details: { file: basename(name) } },
  );
}
