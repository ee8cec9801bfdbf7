import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const installMs = 10 * 60_000;

export type Python = { python: string } | { missing: string };

/**
 * A Python with the packages that a requirements file pins, in a folder of its own under `.peers` that is made the
 * first time; or why there is none, in one line. Never throws.
 */
export async function preparePython(name: string, requirements: string): Promise<Python> {
  const found = installedPython(name, requirements);
  if (found) return found;
  const { folder, python, stampFile, stamp } = placeOf(name, requirements);
  try {
    rmSync(folder, { recursive: true, force: true });
    await run(process.platform === 'win32' ? 'python' : 'python3', ['-m', 'venv', folder], {
      timeout: installMs,
    });
    await run(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '-r', requirements], {
      timeout: installMs,
    });
    writeFileSync(stampFile, stamp);
    return { python };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const lines = (said.trim() || String(error)).split('\n');
    // pip's last word is often advice about itself; where the reason stands it says so.
    const reason = lines.find((line) => line.startsWith('ERROR:')) ?? lines.at(-1) ?? '';
    return { missing: reason.slice(0, 200) };
  }
}

/** The same when it is there already, else null. */
export function installedPython(name: string, requirements: string): { python: string } | null {
  const { python, stampFile, stamp } = placeOf(name, requirements);
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp ? { python } : null;
}

function placeOf(name: string, requirements: string) {
  const folder = join(root, '.peers', name);
  return {
    folder,
    python: join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python'),
    stampFile: join(folder, 'installed'),
    stamp: createHash('sha256').update(readFileSync(requirements)).digest('hex'),
  };
}

/** A program that comes with a package of that Python. */
export function programOf(python: string, name: string): string {
  return join(dirname(python), process.platform === 'win32' ? `${name}.exe` : name);
}
