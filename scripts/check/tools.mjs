import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup/place.mjs';

const packageOf = {
  biome: '@biomejs/biome',
  tsc: 'typescript',
  oxlint: 'oxlint',
  knip: 'knip',
  vitest: 'vitest',
};

/**
 * How to start an installed tool without a shell or a `.cmd` file: this Node with the tool's script.
 *
 * @param {keyof typeof packageOf} name
 */
export function tool(name) {
  const folder = join(root, 'node_modules', ...packageOf[name].split('/'));
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  return {
    file: process.execPath,
    args: [join(folder, typeof bin === 'string' ? bin : bin[name])],
  };
}
