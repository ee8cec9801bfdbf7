import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './child.mjs';
import { explainFailure, SetupFailure } from './failure.mjs';
import { root, toolchainDir } from './place.mjs';
import { say } from './say.mjs';
import { readStamp, stampOfContent, stampOfFiles, writeStamp } from './stamp.mjs';
import { inTurn } from './turn.mjs';

const dist = join(root, 'dist');
const draft = join(root, 'dist.draft');
const old = join(root, 'dist.old');
const stampFile = join(dist, '.foredeck-built');

const inputs = [
  'src-main',
  'src-renderer',
  'resources/icons',
  'package.json',
  'rolldown.config.ts',
  'vite.config.ts',
  'scripts/setup/bundle.mjs',
];

/** Tests are not part of the product: editing one builds nothing. */
function isSource(path) {
  return !/\.test\.tsx?$/.test(path);
}

function wantedStamp() {
  return `${stampOfFiles(root, inputs, isSource)} ${stampOfContent(join(root, 'package-lock.json'))}`;
}

/**
 * Builds `dist/` when a source changed since the last build.
 *
 * @param {{force?: boolean}} [options]
 */
export async function productBuilt({ force = false } = {}) {
  const isDone = () => readStamp(stampFile) === wantedStamp();
  // An installed copy carries the built product and no sources.
  if (!existsSync(join(root, 'src-main')) || (!force && isDone())) return;
  try {
    await inTurn(join(toolchainDir, 'product.lock'), () => (!force && isDone() ? undefined : build()), {
      onWait: () => say('Waiting for another start that is building…'),
    });
  } catch (error) {
    throw error instanceof SetupFailure ? error : explainFailure('Building', String(error), root);
  }
}

/** Beside the old one, then swapped: a build that fails or is cut short leaves what was there. */
async function build() {
  say('Building…');
  const startedAt = Date.now();
  const stamp = wantedStamp();
  rmSync(draft, { recursive: true, force: true });
  const { code, output } = await capture(
    process.execPath,
    [join(root, 'scripts', 'setup', 'bundle.mjs'), draft],
    { cwd: root },
  );
  if (code !== 0) throw new SetupFailure('Building failed:', output.trim());
  writeStamp(join(draft, '.foredeck-built'), stamp);
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  renameSync(draft, dist);
  rmSync(old, { recursive: true, force: true });
  say(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`);
}
