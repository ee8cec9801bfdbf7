import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../bench/harness/bundle.ts';

const models = [
  ['bench', 'models', 'mlp-30'],
  ['bench', 'models', 'trees-30'],
  ['models', 'review-sentiment'],
  ['models', 'page-layout'],
  ['e2e', 'conformance', 'models', 'sums-1'],
];

/** Copies the models of the mixed load and their samples into a program folder, and answers it. */
export function soakModels(programFolder: string): string {
  mkdirSync(join(programFolder, 'models'), { recursive: true });
  for (const path of models) {
    const name = path.at(-1) ?? '';
    cpSync(join(root, ...path), join(programFolder, 'models', name), { recursive: true });
  }
  const samples = join('resources', 'samples');
  mkdirSync(join(programFolder, samples), { recursive: true });
  for (const file of readdirSync(join(root, samples))) {
    if (models.some((path) => file === `${path.at(-1)}.csv`)) {
      cpSync(join(root, samples, file), join(programFolder, samples, file));
    }
  }
  return programFolder;
}
