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

interface NoteWords {
  program: string;
  command: string;
  woken: string;
  noValues: string;
}

const noteWords: NoteWords = {
  program: 'by a program',
  command: 'by command line',
  woken: 'model was asleep',
  noValues: 'values not kept',
};
const shortWords: NoteWords = {
  program: 'program',
  command: 'command',
  woken: 'woken',
  noValues: 'no values',
};

/** What is worth saying of how an entry came to be. */
export function entryNotes(entry: HistoryEntry, shown: string | null): string {
  return notesIn(noteWords, entry, shown);
}

/** The same in so few words that a narrow column holds them. */
export function shortNotes(entry: HistoryEntry, shown: string | null): string {
  return notesIn(shortWords, entry, shown);
}

function notesIn(
  words: NoteWords,
  { coldStart, door, instance, version }: HistoryEntry,
  shown: string | null,
): string {
  return [
    version === shown ? null : `version ${version}`,
    door === 'http' ? words.program : door === 'command' ? words.command : null,
    coldStart ? words.woken : null,
    instance === null ? words.noValues : null,
  ]
    .filter((word) => word !== null)
    .join(', ');
}

/** Only what the cache answers takes no time at all: it waits for nothing and runs nothing. @param ms of a history entry */
export function fromCache(ms: number): boolean {
  return ms === 0;
}
