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
    door === 'http' ? 'by a program' : door === 'command' ? 'by command line' : null,
    coldStart ? 'model was asleep' : null,
    instance === null ? 'values not kept' : null,
  ]
    .filter((word) => word !== null)
    .join(', ');
}

/** The same in so few words that a narrow column holds them. */
export function shortNotes(
  { coldStart, door, instance, version }: HistoryEntry,
  shown: string | null,
): string {
  return [
    version === shown ? null : `version ${version}`,
    door === 'http' ? 'program' : door === 'command' ? 'command' : null,
    coldStart ? 'woken' : null,
    instance === null ? 'no values' : null,
  ]
    .filter((word) => word !== null)
    .join(', ');
}

/** Only what the cache answers takes no time at all: it waits for nothing and runs nothing. @param ms of a history entry */
export function fromCache(ms: number): boolean {
  return ms === 0;
}
