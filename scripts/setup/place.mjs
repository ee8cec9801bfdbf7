import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root, wherever it was cloned to. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** What the scripts keep between runs: Node itself, locks, remembered answers. Ignored by git. */
export const toolchainDir = join(root, '.toolchain');
