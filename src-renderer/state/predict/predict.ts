import { create } from 'zustand';
import type {
  Failure,
  Instance,
  ModelCard,
  ModelRef,
  Prediction,
  PredictTiming,
} from '../../../src-main/contract/index.ts';
import type { Replacement } from './moved.ts';
import type { Sweep } from './sweep.ts';
import { type FormRow, rowOf, type Texts } from './values.ts';

export type Version = ModelRef & { version: string };

/** What a version said, and to which row. */
export interface Answered {
  instance: Instance;
  prediction: Prediction;
  timing: PredictTiming;
  cached: boolean;
  coldStartMs: number | null;
}

/** One version that is asked. `answered` may be of an earlier row: compare its instance. */
export interface Side {
  card: ModelCard | null;
  answered: Answered | null;
  failure: Failure | null;
  asking: boolean;
}

/** What a sweep gave; `second` is null while no version stands beside. */
export interface SweepAnswer {
  sweep: Sweep;
  /** The row that was swept. */
  instance: Instance;
  first: readonly Prediction[] | null;
  second: readonly Prediction[] | null;
  failure: Failure | null;
}

export interface MovedAnswer {
  instance: Instance;
  replacements: readonly Replacement[];
  predictions: readonly Prediction[];
}

export interface PredictState {
  model: Version | null;
  beside: Version | null;
  first: Side;
  second: Side;
  texts: Texts;
  /** File names of pictures, by feature. */
  pictures: Readonly<Record<string, string>>;
  /** The form as a row; null while there is no card. */
  row: FormRow | null;
  /** Whether empty fields are said to be faults: once Predict was tried. */
  tried: boolean;
  asIType: boolean;
  /** The feature that What if changes; null = the one that matters most. */
  swept: string | null;
  /** Class or target that is followed, where there are several. */
  target: string | null;
  sweep: SweepAnswer | null;
  moved: MovedAnswer | null;
  /** Entry of the history that stands in the form. */
  entryId: number | null;
}

export const noSide: Side = { card: null, answered: null, failure: null, asking: false };

export const usePredict = create<PredictState>(() => ({
  model: null,
  beside: null,
  first: noSide,
  second: noSide,
  texts: {},
  pictures: {},
  row: null,
  tried: false,
  asIType: true,
  swept: null,
  target: null,
  sweep: null,
  moved: null,
  entryId: null,
}));

export function setSide(which: 'first' | 'second', change: Partial<Side>) {
  usePredict.setState((state) => ({ [which]: { ...state[which], ...change } }));
}

/** Puts texts in the form and makes its row anew; nothing is asked yet. */
export function putTexts(
  texts: Texts,
  more: Partial<Pick<PredictState, 'pictures' | 'entryId' | 'tried'>> = {},
) {
  usePredict.setState(({ first, pictures }) => ({
    texts,
    pictures: Object.fromEntries(
      Object.entries(more.pictures ?? pictures).filter(([feature]) => (texts[feature] ?? '') !== ''),
    ),
    row: first.card ? rowOf(first.card, texts) : null,
    entryId: more.entryId ?? null,
    tried: more.tried ?? false,
  }));
}

/** Whether an answer is of the row that stands in the form. */
export function isCurrent(side: Side, row: FormRow | null): boolean {
  return row?.kind === 'ready' && side.answered !== null && sameRow(side.answered.instance, row.instance);
}

/** Whether a sweep is of the row that stands in the form, whatever its swept feature has there. */
export function isSweepCurrent({ sweep, instance }: SweepAnswer, row: FormRow | null): boolean {
  if (row?.kind !== 'ready') return false;
  const { [sweep.feature]: now } = row.instance;
  return now !== undefined && sameRow({ ...instance, [sweep.feature]: now }, row.instance);
}

export function sameRow(a: Instance, b: Instance): boolean {
  if (a === b) return true;
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
