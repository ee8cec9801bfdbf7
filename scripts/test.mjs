import { runChecks } from './check/steps.mjs';
import { SetupFailure } from './setup/failure.mjs';
import { prepare } from './setup/prepare.mjs';
import { productBuilt } from './setup/product.mjs';
import { say } from './setup/say.mjs';
import { isGreen, sumOf, summaryLines } from './testing/tally.mjs';
import { runVitest } from './testing/vitest.mjs';

await prepare({ build: false });

const filters = process.argv.slice(2);
const tallies = [];
if (filters.length === 0) tallies.push(await checks());
tallies.push(await runVitest('unit', filters));
const build = await built();
tallies.push(build);
if (build.failed.length === 0) tallies.push(await runVitest('e2e', filters));

const total = sumOf(tallies);
console.log(`\n${summaryLines(total).join('\n')}`);
process.exitCode = isGreen(total) ? 0 : 1;

async function checks() {
  say('Checking types, lint, format and dead code…');
  const results = await runChecks();
  const failed = results.filter((result) => !result.ok).map((result) => `check > ${result.name}`);
  return { passed: results.length - failed.length, failed, skipped: [] };
}

/** Counts only when it fails: a build that works is what the tests after it prove. */
async function built() {
  try {
    await productBuilt();
    return { passed: 0, failed: [], skipped: [] };
  } catch (error) {
    say(error.message);
    if (error instanceof SetupFailure) say(error.detail);
    return { passed: 0, failed: ['build (the end-to-end tests did not run)'], skipped: [] };
  }
}
