/**
 * Whether this Node can run the sources and the tools. 22.18 is the first to run TypeScript files
 * as they are; 23 and 25 ended before the tools supported them.
 *
 * @param {string} version as in `process.version`, with or without the `v`
 */
export function canRunProject(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return (major === 22 && minor >= 18) || major === 24 || major >= 26;
}
