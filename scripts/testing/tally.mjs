/**
 * @typedef {{passed: number, failed: string[], skipped: {name: string, reason: string}[]}} Tally
 * `failed` holds names, so that the end of a long log still says which.
 */

/** @returns {Tally} */
export function emptyTally() {
  return { passed: 0, failed: [], skipped: [] };
}

/** @param {Tally[]} tallies @returns {Tally} */
export function sumOf(tallies) {
  return {
    passed: tallies.reduce((sum, tally) => sum + tally.passed, 0),
    failed: tallies.flatMap((tally) => tally.failed),
    skipped: tallies.flatMap((tally) => tally.skipped),
  };
}

/** Exit code 0 needs something to have run: a filter that matches nothing proves nothing. */
export function isGreen(tally) {
  return tally.failed.length === 0 && tally.passed > 0;
}

/** The end of the log: what was skipped and why, what failed, and the counts as the last line. */
export function summaryLines(tally) {
  const counts = [`${tally.passed} passed`, `${tally.failed.length} failed`];
  if (tally.skipped.length > 0) counts.push(`${tally.skipped.length} skipped`);
  const nothing = tally.passed + tally.failed.length === 0;
  return [
    ...section(
      'Skipped:',
      tally.skipped.map(({ name, reason }) => `${name}: ${reason}`),
    ),
    ...section('Failed:', tally.failed),
    ...(nothing ? ['No test ran.'] : []),
    counts.join(', '),
  ];
}

function section(title, lines) {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`), ''];
}
