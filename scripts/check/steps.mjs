import { availableParallelism } from 'node:os';
import { capture } from '../setup/child.mjs';
import { root } from '../setup/place.mjs';
import { tool } from './tools.mjs';

const runtimes = ['pure', 'node', 'electron', 'dom', 'browser-tests'];

/** The slow ones first: the short ones fill the gaps. */
const steps = [
  { name: 'lint', tool: 'oxlint', args: ['--deny-warnings'] },
  { name: 'dead code', tool: 'knip', args: ['--no-progress'] },
  ...runtimes.map((runtime) => ({
    name: `types: ${runtime}`,
    tool: 'tsc',
    args: ['--project', `tsconfig.${runtime}.json`, '--pretty', 'false'],
  })),
  { name: 'format', tool: 'biome', args: ['format', '--colors=off'] },
];

/**
 * Runs every check, a few at a time, and prints what the failing ones said.
 *
 * @returns {Promise<{name: string, ok: boolean}[]>}
 */
export async function runChecks() {
  const results = [];
  const waiting = [...steps];
  const worker = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) {
      const { file, args } = tool(step.tool);
      const { code, output } = await capture(file, [...args, ...step.args], { cwd: root });
      results.push({ name: step.name, ok: code === 0 });
      if (code !== 0) console.log(`\n✗ ${step.name}\n${output.trim()}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(4, availableParallelism()) }, worker));
  return results;
}
