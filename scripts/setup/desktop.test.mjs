import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { desktopObstacle, installedElectron } from './desktop.mjs';

describe('desktopObstacle', () => {
  it.each([
    ['linux', {}, 1000, /no display/],
    ['linux', { DISPLAY: ':0' }, 0, /root/],
    ['linux', { DISPLAY: ':0' }, 1000, undefined],
    ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, 1000, undefined],
    ['darwin', {}, 501, undefined],
    ['win32', {}, undefined, undefined],
  ])('%s %j as user %s', (platform, env, userId, expected) => {
    const found = desktopObstacle({ platform, env, userId });
    if (expected) expect(found).toMatch(expected);
    else expect(found).toBeUndefined();
  });
});

describe('installedElectron', () => {
  let folder;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'foredeck electron-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('finds none in a package without its program', () => {
    expect(installedElectron(folder, {})).toBeUndefined();
    writeFileSync(join(folder, 'path.txt'), 'electron');
    expect(installedElectron(folder, {})).toBeUndefined();
  });

  it('finds the program that was downloaded', () => {
    mkdirSync(join(folder, 'dist'));
    writeFileSync(join(folder, 'dist', 'electron'), '');
    writeFileSync(join(folder, 'path.txt'), 'electron');
    expect(installedElectron(folder, {})).toBe(join(folder, 'dist', 'electron'));
  });

  it('prefers the folder the user names', () => {
    writeFileSync(join(folder, 'electron'), '');
    expect(installedElectron(join(folder, 'none'), { ELECTRON_OVERRIDE_DIST_PATH: folder })).toBe(
      join(folder, 'electron'),
    );
  });
});
