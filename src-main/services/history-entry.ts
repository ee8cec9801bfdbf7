import type { HistoryEntry } from '../contract/history.ts';
import type { Instance, Prediction } from '../contract/models.ts';

/** A larger instance is not kept. */
export const mostInstanceBytes = 64 * 1024;
/** A larger prediction is kept without its probabilities, and with its first boxes alone. */
const mostPredictionBytes = 64 * 1024;
const mostBoxes = 200;
/** Of the text of one row so much is searched. */
const mostWordsLength = 4_096;
const mostSearchWords = 10;

/** The instance, or null where it is too large. */
export function keptInstance(instance: Instance): Instance | null {
  // A picture is seen to be too large without being written out first.
  let length = 0;
  for (const value of Object.values(instance)) length += typeof value === 'string' ? value.length : 8;
  if (length > mostInstanceBytes) return null;
  return Buffer.byteLength(JSON.stringify(instance)) > mostInstanceBytes ? null : instance;
}

export function keptPrediction(prediction: Prediction): Prediction {
  if (JSON.stringify(prediction).length <= mostPredictionBytes) return prediction;
  const { probabilities: _, ...rest } = prediction;
  if (!Array.isArray(rest.prediction)) return rest;
  return { ...rest, prediction: rest.prediction.slice(0, mostBoxes) };
}

/** What an entry can be found by, in small letters: its values, what was predicted, the version, who asked. */
export function wordsOf(entry: Pick<HistoryEntry, 'version' | 'door' | 'instance' | 'prediction'>): string {
  const { prediction, rejected } = entry.prediction;
  const words: Word[] = [entry.version, doors[entry.door], ...said(prediction), rejected];
  if (entry.instance) words.push(...Object.values(entry.instance));
  return words
    .filter((word) => word !== null && word !== undefined)
    .join('\n')
    .slice(0, mostWordsLength)
    .toLowerCase();
}

/** As the console calls them; what was asked there is the usual case and has no word. */
const doors: Record<HistoryEntry['door'], string | null> = {
  http: 'program',
  command: 'command line',
  console: null,
};

type Word = Instance[string] | undefined;

function said(prediction: Prediction['prediction']): Word[] {
  if (Array.isArray(prediction)) return [...new Set(prediction.map(({ label }) => label))];
  if (typeof prediction === 'object' && prediction !== null) return Object.values(prediction);
  return [prediction];
}

/** The words that are looked for. */
export function searchWords(search: string): string[] {
  return search
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '')
    .slice(0, mostSearchWords);
}
