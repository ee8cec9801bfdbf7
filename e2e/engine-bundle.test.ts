import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type OutputChunk, rolldown } from 'rolldown';
import { expect, test } from 'vitest';
import { programs } from '../rolldown.config.ts';

const root = fileURLToPath(new URL('../', import.meta.url));

/** The source files that an engine process has loaded once it is up, as it is bundled. */
async function loadedAtStart(): Promise<string[]> {
  const [main] = programs;
  if (!main) throw new Error('rolldown.config.ts bundles nothing');
  const { output: options, ...input } = main;
  const entry = { 'engine-process': 'src-main/app/engine-process.ts' };
  const bundler = await rolldown({ ...input, cwd: root, input: entry });
  const { output } = await bundler.generate(options);
  await bundler.close();
  const chunks = new Map(
    output.flatMap((file): [string, OutputChunk][] => (file.type === 'chunk' ? [[file.fileName, file]] : [])),
  );
  const reached = new Set(['engine-process.js']);
  for (const name of reached) for (const imported of chunks.get(name)?.imports ?? []) reached.add(imported);
  return [...reached].flatMap((name) => chunks.get(name)?.moduleIds ?? []);
}

test('an engine process loads neither zod, which costs it 37 MB, nor a tokenizer before a model needs one', async () => {
  const loaded = await loadedAtStart();
  expect(loaded.map((path) => basename(path))).toContain('engine-process.ts');
  expect(loaded.filter((path) => /node_modules[\\/](zod|@huggingface|@orpc)[\\/]/u.test(path))).toEqual([]);
});
