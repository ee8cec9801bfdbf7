import { describe, expect, it } from 'vitest';
import { nodePackageFor } from './node-package.mjs';
import { canRunProject } from './node-version.mjs';

describe('nodePackageFor', () => {
  it.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['win32', 'x64'],
    ['win32', 'arm64'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
  ])('%s-%s gets an exact version that can run the project', (platform, arch) => {
    const found = nodePackageFor(platform, arch);
    expect(found.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(canRunProject(found.version)).toBe(true);
    expect(found.binary).toBe(platform === 'win32' ? 'bin/node.exe' : 'bin/node');
  });

  it.each([
    ['linux', 'riscv64'],
    ['freebsd', 'x64'],
    ['win32', 'ia32'],
  ])('knows none for %s-%s', (platform, arch) => {
    expect(nodePackageFor(platform, arch)).toBeUndefined();
  });
});
