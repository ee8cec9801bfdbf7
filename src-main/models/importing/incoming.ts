import { randomUUID } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { remoteFileName } from '../../domain/remote-model.ts';
import { failed } from '../../contract/failure.ts';
import { tokenizerBytesMax } from '../../domain/encoding/tokens.ts';
import { readSmallText } from './read-with-care.ts';

/** Hidden, and no model's name: nothing in it is ever taken for a model. */
const incomingName = '.incoming';

/** Deletes what imports that were cut off have left. */
export async function clearIncoming(importedFolder: string): Promise<void> {
  await rm(join(importedFolder, incomingName), { recursive: true, force: true });
}

/** A place for one import, gone with everything in it when `use` is over, however that ends. */
export async function inIncoming<T>(importedFolder: string, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(importedFolder, incomingName, randomUUID());
  await mkdir(folder, { recursive: true, mode: 0o700 });
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Versions of a name that have a folder, those included that can no longer be read and are on no list. */
export async function versionFolders(importedFolder: string, name: string): Promise<string[]> {
  return readdir(join(importedFolder, name)).catch(() => []);
}

/** Moves a complete folder to its final name in one step, after all of it has reached the disk. */
export async function putInPlace(folder: string, importedFolder: string, name: string, version: string) {
  for (const entry of await readdir(folder)) {
    const path = join(folder, entry);
    await sync(path);
    await chmod(path, modeOf(entry));
  }
  await sync(folder);
  const parent = join(importedFolder, name);
  const place = join(parent, version);
  await mkdir(parent, { recursive: true, mode: 0o700 });
  await rename(folder, place);
  await sync(parent);
  await sync(importedFolder);
  return place;
}

function modeOf(name: string): number {
  // It may hold a token.
  return name === remoteFileName ? 0o400 : 0o444;
}

/** Puts a file in the place of the one of that name in a model's folder, in one step. */
export async function replaceFile(from: string, to: string, name: string): Promise<void> {
  const [path, place] = [join(from, name), join(to, name)];
  await sync(path);
  await chmod(path, modeOf(name));
  // Windows replaces none that is for reading alone.
  if (process.platform === 'win32') await chmod(place, 0o600);
  await rename(path, place);
  await sync(to);
}

export function writeText(folder: string, name: string, text: string): Promise<void> {
  return writeFile(join(folder, name), text, { flag: 'wx', mode: 0o600 });
}

/** Copies the tokenizer of a folder that nobody can be sure of. @throws MODEL_INVALID */
export async function copyTokenizer(from: string, to: string): Promise<void> {
  const name = 'tokenizer.json';
  const text = await readSmallText(from, name, tokenizerBytesMax);
  if (text === null) throw failed('MODEL_INVALID', `${name} is no longer there`);
  await writeText(to, name, text);
}

async function sync(path: string): Promise<void> {
  // Windows has no such call for folders, and none for files that are open for reading alone.
  if (process.platform === 'win32') return;
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
