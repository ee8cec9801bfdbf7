import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * One value that changes when any of the files does: path, size and time, not content, so that a
 * start with nothing to do stays fast.
 *
 * @param {string} base
 * @param {string[]} paths files and folders below `base`; missing ones count as such
 * @param {(path: string) => boolean} [counts] which files matter; path is relative, with slashes
 */
export function stampOfFiles(base, paths, counts = () => true) {
  const hash = createHash('sha256');
  for (const path of paths) addTo(hash, base, path, counts);
  return hash.digest('hex');
}

function addTo(hash, base, path, counts) {
  const info = statSync(join(base, path), { throwIfNoEntry: false });
  if (!info) return;
  if (info.isDirectory()) {
    for (const name of readdirSync(join(base, path)).sort()) addTo(hash, base, `${path}/${name}`, counts);
  } else if (counts(path)) {
    hash.update(`${path}\0${info.size}\0${info.mtimeMs}\n`);
  }
}

/** One value for a file's content and the words given; undefined when the file is missing. */
export function stampOfContent(file, ...words) {
  try {
    return createHash('sha256').update(readFileSync(file)).update(words.join('\0')).digest('hex');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

export function readStamp(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

export function writeStamp(file, stamp) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, stamp);
}
