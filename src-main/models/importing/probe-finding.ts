import type { ImportFinding } from '../../contract/models.ts';
import type { ProbeResult } from './checker.ts';

/** What the first run came to, for the report. */
export function probeFinding(result: ProbeResult): ImportFinding {
  const title = 'Probe run';
  if ('refusal' in result) {
    return { level: 'look', title, text: `texts that were made up are none it takes: ${result.refusal}` };
  }
  const { rows, ms, nonFinite, largestDifference } = result;
  const invariant =
    largestDifference === 0
      ? 'batch-invariant'
      : `alone and in a batch a row differs by up to ${largestDifference.toExponential(1)}`;
  return {
    level: nonFinite > 0 || largestDifference > 1e-4 ? 'look' : 'checked',
    title,
    text: `${rows} rows in ${ms.toFixed(1)} ms, ${nonFinite} non-finite, ${invariant}`,
  };
}
