import { writeFileSync } from 'node:fs';
import { emptyTally } from './tally.mjs';

/**
 * Vitest reporter that writes a tally. Vitest's own JSON has no reasons for skipped tests and
 * does not count what failed outside a test: loading a file, setting up, tearing down.
 */
export default class TallyReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const file = process.env.FOREDECK_TALLY;
    if (file) writeFileSync(file, JSON.stringify(tallyOf(testModules, unhandledErrors)));
  }
}

/** @returns {import('./tally.mjs').Tally} */
export function tallyOf(testModules, unhandledErrors) {
  const tally = emptyTally();
  for (const testModule of testModules) {
    const path = testModule.relativeModuleId;
    for (const test of testModule.children.allTests())
      count(tally, `${path} > ${test.fullName}`, test.result());
    for (const error of testModule.errors())
      tally.failed.push(`${path} (outside its tests): ${error.message}`);
    for (const suite of testModule.children.allSuites()) {
      for (const error of suite.errors())
        tally.failed.push(`${path} > ${suite.fullName} (outside its tests): ${error.message}`);
    }
  }
  for (const error of unhandledErrors) tally.failed.push(`unhandled error: ${error.message}`);
  return tally;
}

function count(tally, name, result) {
  if (result.state === 'passed') tally.passed += 1;
  else if (result.state === 'skipped') tally.skipped.push({ name, reason: result.note ?? 'no reason given' });
  else tally.failed.push(result.state === 'failed' ? name : `${name} (never finished)`);
}
