import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { show } from './setup/child.mjs';
import { root } from './setup/place.mjs';
import { prepare } from './setup/prepare.mjs';

const ending = '.bench.ts';
const folder = join(root, 'bench');
const names = existsSync(folder)
  ? readdirSync(folder)
      .filter((name) => name.endsWith(ending))
      .map((name) => name.slice(0, -ending.length))
  : [];

// Benchmarks bundle what they measure themselves, with an entry of their own.
await prepare({ build: false });

const [wanted, ...args] = process.argv.slice(2);
if (wanted && !names.includes(wanted)) {
  console.error(`There is no benchmark "${wanted}". There are: ${names.join(', ') || 'none'}.`);
  process.exit(2);
}
mkdirSync(join(folder, 'results'), { recursive: true });
for (const name of wanted ? [wanted] : names) {
  console.log(`\n── ${name}`);
  const code = await show(process.execPath, [join(folder, name + ending), ...args], { cwd: root });
  if (code !== 0) process.exitCode = 1;
}
