import { openBackend } from '../main.ts';

// A program that takes one model in under ever new names, and says of each when it was told that it is there.
const [dataFolder = '', path = '', round = ''] = process.argv.slice(2);
const backend = await openBackend({ dataFolder, shell: 'command', engineProcesses: 1 });
const { client } = backend.server.connect({ shell: 'command' });
for (let n = 0; ; n += 1) {
  const { summary } = await client.models.import({ path, name: `model-${round}-${n}` });
  process.send?.(summary.name);
}
