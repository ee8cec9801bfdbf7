import type { Instance, ModelCard, Prediction } from '../../../src-main/contract/index.ts';
import { count } from '../../ui/format/numbers.ts';
import { typicalOf } from './seen.ts';
import { scoreOf, type Target } from './score.ts';

/** One feature set to what a training row typically has, or one word of a text left out; the rest as entered. */
export interface Replacement {
  feature: string;
  /** Null where a word is left out. */
  typical: string | number | boolean | null;
  /** The word that is left out, and which word of the text it is. */
  word: { text: string; at: number } | null;
  instance: Instance;
}

const mostFeatures = 500;
const mostWords = 300;

/** What is not held against anything, in words; null where all is. */
export function leftOutWords(card: ModelCard, instance: Instance): string | null {
  const texts = card.inputs.flatMap(({ name, type }) => {
    const text = instance[name];
    return type === 'text' && typeof text === 'string' ? [wordsOf(text).length] : [];
  });
  const longest = Math.max(0, ...texts);
  if (longest > mostWords) return `The first ${count(mostWords)} of ${count(longest)} words were left out.`;
  if (card.inputs.length > mostFeatures)
    return `The first ${count(mostFeatures)} of ${count(card.inputs.length)} features were tried.`;
  const untold = card.inputs.filter(
    (input) => input.type !== 'text' && input.type !== 'image' && typicalOf(card, input) === null,
  );
  const [one] = untold;
  if (!one || card.profile === undefined) return null;
  return `The card does not tell what is typical of ${untold.length === 1 ? one.name : `${count(untold.length)} features`}.`;
}

function wordsOf(text: string): RegExpExecArray[] {
  return [...text.matchAll(/\S+/gu)];
}

/** Every feature whose typical value the card knows and the row does not have already, replaced one at a time. */
export function replacementsOf(card: ModelCard, instance: Instance): Replacement[] {
  return card.inputs.slice(0, mostFeatures).flatMap((input): Replacement[] => {
    const text = instance[input.name];
    if (input.type === 'text' && typeof text === 'string') return wordsLeftOut(input.name, text, instance);
    const typical = typicalOf(card, input);
    if (typical === null || instance[input.name] === typical) return [];
    return [{ feature: input.name, typical, word: null, instance: { ...instance, [input.name]: typical } }];
  });
}

/** Every word of a text left out, one at a time; of long texts the first ones. */
function wordsLeftOut(feature: string, text: string, instance: Instance): Replacement[] {
  const words = wordsOf(text).slice(0, mostWords);
  if (words.length < 2) return [];
  return words.map(({ 0: word, index }, at) => ({
    feature,
    typical: null,
    word: { text: word, at },
    instance: { ...instance, [feature]: text.slice(0, index) + text.slice(index + word.length) },
  }));
}

export interface Move {
  feature: string;
  value: Instance[string];
  typical: string | number | boolean | null;
  word: { text: string; at: number } | null;
  /** What the value adds to the score over the typical one, or the word over its absence. */
  by: number;
}

/** What each feature's value adds over its typical value, the largest first. */
export function movesOf(
  target: Target,
  instance: Instance,
  now: Prediction,
  replacements: readonly Replacement[],
  predictions: readonly Prediction[],
): Move[] {
  const score = scoreOf(target, now);
  if (score === null || target.kind === 'class') return [];
  return replacements
    .flatMap(({ feature, typical, word }, at): Move[] => {
      const other = predictions[at];
      const without = other ? scoreOf(target, other) : null;
      if (without === null) return [];
      return [{ feature, typical, word, value: instance[feature] ?? null, by: score - without }];
    })
    .sort((a, b) => Math.abs(b.by) - Math.abs(a.by));
}

/**
 * The moves that can be told apart in what is shown: of probabilities those of at least 0.0005, of values those of at
 * least a thousandth of the largest.
 */
export function plainMoves(target: Target, moves: readonly Move[]): Move[] {
  const largest = Math.abs(moves[0]?.by ?? 0);
  const least = target.kind === 'probability' ? 0.0005 : largest / 1000;
  return moves.filter(({ by }) => by !== 0 && Math.abs(by) >= least);
}
