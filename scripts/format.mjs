import { become } from './setup/child.mjs';
import { prepare } from './setup/prepare.mjs';
import { tool } from './check/tools.mjs';

await prepare({ build: false });
const { file, args } = tool('biome');
await become(file, [...args, 'format', '--write', ...process.argv.slice(2)]);
