import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, wherever it was cloned to. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What the scripts keep between runs: Node itself, locks, remembered answers. Ignored by git. */
export const toolchainDir = join(root, '.toolchain');

/**
 * npm starts a script of package.json in the root, wherever the person is; what they type is meant from
 * where they are. A script started in any other way is there already.
 *
 * @param {string} script its name in package.json
 */
export function goWhereTyped(script) {
  const { INIT_CWD, npm_lifecycle_event } = process.env;
  if (INIT_CWD && npm_lifecycle_event === script && process.cwd() === root) process.chdir(INIT_CWD);
}
