import type { HistoryEntry, Prediction } from '../../../src-main/contract/index.ts';
import { figure, plural } from '../../ui/format/numbers.ts';

/** A prediction in a few words, for a cell. */
export function saidWords({ prediction, rejected }: Prediction): string {
  if (rejected !== undefined) return 'rejected';
  if (prediction === null) return 'nothing';
  if (typeof prediction === 'string') return prediction;
  if (typeof prediction === 'number') return figure(prediction);
  if (Array.isArray(prediction)) return plural(prediction.length, 'box', 'boxes');
  return Object.entries(prediction)
    .slice(0, 3)
    .map(([target, value]) => `${target} ${figure(value)}`)
    .join(', ');
}

/** What is worth saying of how an entry came to be. */
export function entryNotes(
  { coldStart, door, instance, version }: HistoryEntry,
  shown: string | null,
): string {
  return [
    version === shown ? null : `version ${version}`,
    coldStart ? 'model was asleep' : null,
    door === 'http' ? 'from a program' : door === 'command' ? 'from the command line' : null,
    instance === null ? 'values not kept' : null,
  ]
    .filter((word) => word !== null)
    .join(', ');
}
