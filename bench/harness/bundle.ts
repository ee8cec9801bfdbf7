import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';
import { programs } from '../../rolldown.config.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const workFolder = join(root, 'bench', '.work');

/**
 * Bundles the backend the way the product is bundled, with the harness's entry in the place of the shells.
 * Returns the path of that entry.
 */
export async function bundleBackend(folder: string): Promise<string> {
  const [main] = programs;
  if (!main) throw new Error('rolldown.config.ts bundles nothing');
  const { output, ...input } = main;
  const bundler = await rolldown({
    ...input,
    cwd: root,
    input: {
      'backend-child': 'bench/harness/backend-child.ts',
      'engine-process': 'src-main/app/engine-process.ts',
      'store-thread': 'src-main/app/store-thread.ts',
    },
  });
  await bundler.write({ ...output, dir: join(folder, 'dist', 'main') });
  await bundler.close();
  return join(folder, 'dist', 'main', 'backend-child.js');
}
