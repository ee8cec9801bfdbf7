import { join } from 'node:path';
import { show } from './setup/child.mjs';
import { root } from './setup/place.mjs';
import { prepare } from './setup/prepare.mjs';

// It bundles what it loads itself, as the benchmarks do.
await prepare({ build: false });
process.exitCode = await show(
  process.execPath,
  [join(root, 'soak', 'online.soak.ts'), ...process.argv.slice(2)],
  { cwd: root },
);
