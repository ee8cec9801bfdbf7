import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { explainFailure, SetupFailure } from './failure.mjs';
import { runNpm } from './npm.mjs';
import { root, toolchainDir } from './place.mjs';
import { say } from './say.mjs';
import { readStamp, stampOfContent, writeStamp } from './stamp.mjs';
import { inTurn } from './turn.mjs';

const lockFile = join(root, 'package-lock.json');
// Inside node_modules: `npm ci` removes that folder first, so a cut-short install has no stamp.
const stampFile = join(root, 'node_modules', '.foredeck-installed');

/** Installs exactly what package-lock.json names, when that changed since the last time. */
export async function packagesInstalled() {
  const wanted = () => stampOfContent(lockFile, process.platform, process.arch);
  const isDone = () => readStamp(stampFile) === wanted();
  // A copy that was installed as a package itself has no lock file; npm has put its packages there.
  if (!existsSync(lockFile) || isDone()) return;
  try {
    await inTurn(join(toolchainDir, 'packages.lock'), () => (isDone() ? undefined : install(wanted())), {
      onWait: () => say('Waiting for another start that is installing packages…'),
    });
  } catch (error) {
    throw error instanceof SetupFailure ? error : explainFailure('Installing packages', String(error), root);
  }
}

async function install(stamp) {
  const first = readStamp(stampFile) === undefined;
  say(
    first
      ? 'Installing packages (the first time this takes a minute or two)…'
      : 'Installing packages: package-lock.json has changed…',
  );
  const startedAt = Date.now();
  const { code, output } = await runNpm(['ci', '--include=dev'], root);
  if (code !== 0) throw explainFailure('Installing packages', output, root);
  writeStamp(stampFile, stamp);
  say(`Installed in ${((Date.now() - startedAt) / 1000).toFixed(0)} s.`);
}
