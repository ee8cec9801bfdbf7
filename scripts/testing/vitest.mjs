import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tool } from '../check/tools.mjs';
import { show } from '../setup/child.mjs';
import { root } from '../setup/place.mjs';
import { emptyTally } from './tally.mjs';

/**
 * Runs one vitest project with its output shown.
 *
 * @param {'unit' | 'e2e'} project
 * @param {string[]} filters parts of test file paths; none means all
 * @returns {Promise<import('./tally.mjs').Tally>}
 */
export async function runVitest(project, filters) {
  const folder = mkdtempSync(join(tmpdir(), 'foredeck-tests-'));
  const tallyFile = join(folder, 'tally.json');
  const { file, args } = tool('vitest');
  const options = ['run', '--project', project, '--passWithNoTests'];
  try {
    const env = { ...process.env, FOREDECK_TALLY: tallyFile };
    const code = await show(file, [...args, ...options, ...filters], { cwd: root, env });
    return withExitCode(readTally(tallyFile), code, project);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readTally(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return emptyTally();
  }
}

/** A run that ended badly without a failed test still failed: it crashed, or its config is broken. */
function withExitCode(tally, code, project) {
  if (code !== 0 && tally.failed.length === 0)
    tally.failed.push(`${project} tests ended with exit code ${code}`);
  return tally;
}
