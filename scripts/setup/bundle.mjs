// Runs in a process of its own: the bundlers' memory goes with it. Argument: the folder to write.
import { join, resolve } from 'node:path';
import { rolldown } from 'rolldown';
import { build as vite } from 'vite';
import { programs } from '../../rolldown.config.ts';
import { root } from './place.mjs';

const outDir = resolve(process.argv[2] ?? 'dist');

async function bundle({ output, ...input }) {
  const bundler = await rolldown(input);
  await bundler.write({ ...output, dir: join(outDir, 'main') });
  await bundler.close();
}

try {
  await Promise.all([
    ...programs.map(bundle),
    vite({
      root: join(root, 'src-renderer'),
      configFile: join(root, 'vite.config.ts'),
      build: { outDir: join(outDir, 'renderer') },
      logLevel: 'warn',
    }),
  ]);
} catch (error) {
  // The message names file and line of our source; the bundlers' own stack helps nobody.
  console.error(error.message);
  process.exit(1);
}
