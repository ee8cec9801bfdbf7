/** A set-up step that could not be done: one line that says what went wrong and what to do. */
export class SetupFailure extends Error {
  /**
   * @param {string} message
   * @param {string} [detail] what the tool itself said, shown below the message
   */
  constructor(message, detail = '') {
    super(message);
    this.name = 'SetupFailure';
    this.detail = detail;
  }
}

const causes = [
  [
    /ENOSPC|no space left/i,
    () => 'the disk is full. Free some space (about 1.5 GB is needed) and run it again',
  ],
  [/EROFS|read-only file system/i, (where) => `${where} is on a read-only disk. Clone to a writable one`],
  [
    /EACCES|EPERM|permission denied/i,
    (where) => `no permission to write in ${where}. Change the folder's owner or clone elsewhere`,
  ],
  [/EINTEGRITY/, () => 'a downloaded package was damaged. Run "npm cache verify" and try again'],
  [
    /EUSAGE|can only install packages when/,
    () => 'package-lock.json does not match package.json. Run "npm install" and commit the lock file',
  ],
  [
    /CERT|SSL|self.signed/i,
    () => "the package registry's certificate is not trusted. Check npm's cafile or NODE_EXTRA_CA_CERTS",
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET|network/i,
    () =>
      'the package registry does not answer. Check the network, the proxy and "npm config get registry", then run it again',
  ],
  [/E401|E403|ENEEDAUTH/, () => 'the package registry refused access. Check the login in your .npmrc'],
  [
    /E404|ETARGET|notarget/i,
    () => 'the package registry does not have a version that is needed. Check "npm config get registry"',
  ],
];

/**
 * Turns what a tool printed, or an error it threw, into one line with a way out. Where the cause is
 * not known, the tool's last words go with it.
 *
 * @param {string} action what was being done: "Installing packages"
 * @param {string} output the tool's output or the error's message
 * @param {string} where the folder being written
 */
export function explainFailure(action, output, where) {
  for (const [pattern, advice] of causes) {
    if (pattern.test(output)) return new SetupFailure(`${action} failed: ${advice(where)}.`);
  }
  return new SetupFailure(`${action} failed.`, lastLines(output));
}

function lastLines(output) {
  return output
    .split(/\r?\n/)
    .filter((line) => line.trim() && !/complete log of this run|Unknown (user|env|project) config/.test(line))
    .slice(-12)
    .join('\n');
}
