import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { become, capture } from './child.mjs';
import { explainFailure, SetupFailure } from './failure.mjs';
import { nodePackageFor } from './node-package.mjs';
import { canRunProject } from './node-version.mjs';
import { runNpm } from './npm.mjs';
import { root, toolchainDir } from './place.mjs';
import { say } from './say.mjs';
import { inTurn } from './turn.mjs';

const relaunched = 'FOREDECK_RELAUNCHED';

/**
 * Returns when this process runs on a Node that can run the project. Otherwise gets one (once),
 * runs the same script on it with the same arguments, and ends as that ends.
 */
export async function onRightNode() {
  if (canRunProject(process.version)) return;
  if (process.env[relaunched])
    throw new SetupFailure(
      `Node ${process.version} was started where a newer one was expected. Remove ${toolchainDir} and run it again.`,
    );
  const node = await ownNode();
  await become(node, process.argv.slice(1), {
    env: { ...withFirstOnPath(dirname(node)), [relaunched]: '1' },
  });
}

function withFirstOnPath(folder) {
  const env = { ...process.env };
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  env[key] = folder + delimiter + (env[key] ?? '');
  return env;
}

async function ownNode() {
  const wanted = nodePackageFor(process.platform, process.arch);
  if (!wanted) {
    throw new SetupFailure(
      `Node ${process.version} is too old and none is published for ${process.platform}-${process.arch}. Install Node 26 and run it again.`,
    );
  }
  const folder = join(toolchainDir, `${wanted.name}-${wanted.version}`);
  const binaryIn = (place) => join(place, 'node_modules', wanted.name, ...wanted.binary.split('/'));
  const binary = binaryIn(folder);
  if (existsSync(binary)) return binary;
  try {
    await inTurn(
      join(toolchainDir, 'node.lock'),
      () => (existsSync(binary) ? undefined : download(wanted, folder, binaryIn)),
      {
        onWait: () => say('Waiting for another start that is getting Node…'),
      },
    );
  } catch (error) {
    throw error instanceof SetupFailure ? error : explainFailure('Getting Node', String(error), toolchainDir);
  }
  return binary;
}

/** Into a folder of its own first: a download that was cut short never looks like a whole one. */
async function download(wanted, folder, binaryIn) {
  say(`Getting Node ${wanted.version} (the one here is ${process.versions.node}; once, about 120 MB)…`);
  const draft = `${folder}.draft`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  writeFileSync(join(draft, 'package.json'), '{"private":true}');
  const { code, output } = await runNpm(
    ['install', '--prefix', draft, '--save-exact', '--no-package-lock', `${wanted.name}@${wanted.version}`],
    root,
  );
  if (code !== 0) throw explainFailure(`Getting Node ${wanted.version}`, output, toolchainDir);
  const trial = await capture(binaryIn(draft), ['--version']);
  if (trial.code !== 0 || !canRunProject(trial.output.trim())) {
    throw new SetupFailure(
      `Node ${wanted.version} does not run on this system. Install Node 26 by other means and run it again.`,
      trial.output.trim(),
    );
  }
  renameSync(draft, folder);
}
