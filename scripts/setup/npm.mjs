import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { capture } from './child.mjs';
import { SetupFailure } from './failure.mjs';

/**
 * npm's own program file, so that it can be run by a Node of our choice and without a shell: the
 * npm that runs us, else the one installed beside a Node on PATH.
 *
 * @param {{env: NodeJS.ProcessEnv, execPath: string, platform: string}} host
 * @returns {string | undefined}
 */
export function findNpm({ env, execPath, platform }) {
  const running = env.npm_execpath;
  if (running && /^np[mx]-cli\.c?js$/.test(basename(running))) {
    const npm = join(dirname(running), 'npm-cli.js');
    if (existsSync(npm)) return npm;
  }
  const folders = [dirname(execPath), ...searchPath(env, platform)];
  for (const folder of folders) {
    const places =
      platform === 'win32'
        ? [join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')]
        : [join(folder, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'), join(folder, 'npm')];
    for (const place of places) {
      const real = existsSync(place) ? realpathSync(place) : '';
      if (basename(real) === 'npm-cli.js') return real;
    }
  }
  return undefined;
}

function searchPath(env, platform) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  return (env[key] ?? '').split(platform === 'win32' ? ';' : ':').filter(Boolean);
}

/**
 * Runs npm under this very Node, quietly.
 *
 * @param {string[]} args
 * @param {string} cwd
 */
export async function runNpm(args, cwd) {
  const npm = findNpm({ env: process.env, execPath: process.execPath, platform: process.platform });
  if (!npm)
    throw new SetupFailure(
      'npm was not found beside Node. Install Node with npm, or start with "npm start".',
    );
  const quiet = ['--loglevel=error', '--no-fund', '--no-audit', '--no-update-notifier', '--ignore-scripts'];
  return capture(process.execPath, [npm, ...args, ...quiet], { cwd });
}
