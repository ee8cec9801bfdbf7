import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './place.mjs';

/**
 * Runs the built command line in this process, as if it had been started directly: its exit code
 * and the signals it gets are its own.
 *
 * @param {string[]} args
 */
export async function runCommandLine(args) {
  const file = join(root, 'dist', 'main', 'cli.js');
  process.argv = [process.execPath, file, ...args];
  await import(pathToFileURL(file).href);
}
