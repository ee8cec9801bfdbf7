import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { capture } from './child.mjs';
import { root, toolchainDir } from './place.mjs';
import { say } from './say.mjs';
import { writeStamp } from './stamp.mjs';

const packageDir = join(root, 'node_modules', 'electron');
const refusedFile = join(toolchainDir, 'desktop-runtime-refused');
const askAgainMs = 24 * 3_600_000;

/**
 * What keeps the desktop shell from starting here, in words; undefined when nothing is known to.
 *
 * @param {{platform: string, env: NodeJS.ProcessEnv, userId: number | undefined}} host
 */
export function desktopObstacle({ platform, env, userId }) {
  if (platform !== 'linux') return undefined;
  if (!env.DISPLAY && !env.WAYLAND_DISPLAY) return 'there is no display';
  if (userId === 0) return 'the desktop shell keeps its sandbox, which root cannot use';
  return undefined;
}

/**
 * The Electron program that is installed, if any; found without loading the package, which would
 * try to download it.
 *
 * @param {string} folder the electron package
 * @param {NodeJS.ProcessEnv} env
 */
export function installedElectron(folder, env) {
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : undefined;
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  const file = override ? join(override, name ?? 'electron') : name && join(folder, 'dist', name);
  return file && existsSync(file) ? file : undefined;
}

/** The Electron program, downloaded once where its host answers; undefined where it cannot be had. */
export async function electronProgram() {
  const found = installedElectron(packageDir, process.env);
  if (found || process.env.ELECTRON_OVERRIDE_DIST_PATH || !existsSync(packageDir) || wasRefusedLately())
    return found;
  if (await hostAnswers()) {
    say('Getting the desktop runtime (once, about 120 MB)…');
    await capture(process.execPath, [join(packageDir, 'install.js')], {
      cwd: root,
      timeoutMs: 10 * 60_000,
    });
  }
  const program = installedElectron(packageDir, process.env);
  if (!program) writeStamp(refusedFile, '');
  return program;
}

function wasRefusedLately() {
  const info = statSync(refusedFile, { throwIfNoEntry: false });
  return info !== undefined && Date.now() - info.mtimeMs < askAgainMs;
}

/** A short question first: a host that is blocked must not hold up the start. */
async function hostAnswers() {
  const { env } = process;
  const mirror =
    env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? 'https://github.com/electron/electron/releases/';
  if (env.HTTPS_PROXY ?? env.https_proxy) return true;
  try {
    const { status } = await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(4_000) });
    return status < 500;
  } catch {
    return false;
  }
}
