import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNpm } from './npm.mjs';

let base;
beforeEach(() => {
  base = realpathSync(mkdtempSync(join(tmpdir(), 'foredeck npm é-')));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

function place(...parts) {
  const file = join(base, ...parts);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

describe('findNpm', () => {
  const nowhere = () => join(base, 'empty', 'bin', 'node');

  it('uses the npm that runs us', () => {
    const npm = place('npm', 'bin', 'npm-cli.js');
    const env = { npm_execpath: npm };
    expect(findNpm({ env, execPath: nowhere(), platform: 'linux' })).toBe(npm);
  });

  it('uses the npm beside npx', () => {
    const npm = place('npm', 'bin', 'npm-cli.js');
    const env = { npm_execpath: join(base, 'npm', 'bin', 'npx-cli.js') };
    expect(findNpm({ env, execPath: nowhere(), platform: 'linux' })).toBe(npm);
  });

  it('does not take another package manager for npm', () => {
    const env = { npm_execpath: place('pnpm', 'bin', 'pnpm.cjs') };
    expect(findNpm({ env, execPath: nowhere(), platform: 'linux' })).toBeUndefined();
  });

  it('finds the one installed with a Node on PATH', () => {
    const npm = place('usr', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js');
    const env = { PATH: `${join(base, 'none')}:${join(base, 'usr', 'bin')}` };
    expect(findNpm({ env, execPath: nowhere(), platform: 'linux' })).toBe(npm);
  });

  it.skipIf(process.platform === 'win32')('follows a link named npm', () => {
    const npm = place('share', 'npm', 'bin', 'npm-cli.js');
    mkdirSync(join(base, 'bin'));
    symlinkSync(npm, join(base, 'bin', 'npm'));
    const env = { PATH: join(base, 'bin') };
    expect(findNpm({ env, execPath: nowhere(), platform: 'linux' })).toBe(npm);
  });

  it('finds it on Windows, whatever the case of Path', () => {
    const npm = place('nodejs', 'node_modules', 'npm', 'bin', 'npm-cli.js');
    const env = { Path: `${join(base, 'none')};${join(base, 'nodejs')}` };
    expect(findNpm({ env, execPath: nowhere(), platform: 'win32' })).toBe(npm);
  });
});
