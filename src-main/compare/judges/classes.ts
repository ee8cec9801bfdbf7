import type { ClassificationOutputs } from '../../contract/card.ts';
import { scoreClass } from '../../domain/decoding/classification.ts';
import { agreementOf, disagreementsByScore, distances, extent } from '../../domain/metrics/agreement.ts';
import { accuracy, areaUnderRoc, brierScore, logLoss } from '../../domain/metrics/classification.ts';
import type { Answers } from '../answers.ts';
import { firstDifferences, shortText } from './differences.ts';
import { type GrowingNumbers, growingNumbers } from './growing-numbers.ts';
import { type Judge, type Metrics, type Pair, scoreBins } from './judge.ts';

/**
 * Two classifiers agree on a row when they name the same class. A row's score is the probability of the positive class;
 * where there are more than two and none is positive, that of the class the first names. A model that gives no
 * probabilities is as sure as can be.
 */
export function classJudge(outputs: Pair<ClassificationOutputs>): Judge {
  const [{ labels }] = outputs;
  const positive = labels.length === 2 || outputs[0].positive ? scoreClass(outputs[0]) : null;
  /** By side and class of the first, where that class stands in the side's own list. */
  const places = outputs.map((side) => labels.map((label) => side.labels.indexOf(label)));
  const named = outputs.map((side) => side.labels.map((label) => labels.indexOf(label)));
  const sides = [sideColumns(), sideColumns()] as const;
  const truths = growingNumbers();
  const told = firstDifferences();

  const probability = (said: Answers, side: number, row: number, cls: number): number => {
    const place = places[side]?.[cls] ?? -1;
    if (said.numbers) return said.numbers[row * said.width + place] as number;
    return said.classes?.[row] === place ? 1 : 0;
  };

  /** `late (0.73)`: the class it names and how likely it says that is. */
  const words = (said: Answers, side: number, row: number, cls = -1): string => {
    const sure = said.numbers === null ? '' : ` (${shortText(probability(said, side, row, cls))})`;
    return `${labels[cls] ?? 'no class'}${sure}`;
  };

  return {
    take(answers, row, happened, place) {
      const truth = typeof happened === 'number' ? happened : Number.NaN;
      const firstClass = named[0]?.[answers[0].classes?.[row] ?? -1] ?? -1;
      truths.push(truth);
      const [first, second] = answers.map((said, side) => named[side]?.[said.classes?.[row] ?? -1] ?? -1);
      if (first !== second) {
        told.add(place, () => [words(answers[0], 0, row, first), words(answers[1], 1, row, second)]);
      }
      answers.forEach((said, side) => {
        const columns = sides[side as 0 | 1];
        columns.classes.push(named[side]?.[said.classes?.[row] ?? -1] ?? -1);
        columns.scores.push(probability(said, side, row, positive ?? firstClass));
        columns.onTruth.push(Number.isNaN(truth) ? Number.NaN : probability(said, side, row, truth));
      });
    },
    verdict() {
      const truth = truths.values;
      const known = truth.some((value) => !Number.isNaN(value));
      const [first, second] = sides;
      const firstClasses = first.classes.values;
      const secondClasses = second.classes.values;
      const rightOf = (classes: Float64Array): Int8Array =>
        Int8Array.from(classes, (cls, row) => {
          const happened = truth[row] as number;
          return Number.isNaN(happened) ? -1 : Number(cls === happened);
        });
      const answers = {
        agree: Uint8Array.from(firstClasses, (cls, row) => Number(cls === secondClasses[row])),
        scores: first.scores.values,
        differences: distances(first.scores.values, second.scores.values),
        right: known ? ([rightOf(firstClasses), rightOf(secondClasses)] as const) : null,
      };
      const [from, to] = areShares(first.scores.values) ? [0, 1] : extent(first.scores.values);
      const measure = (side: 0 | 1): Metrics =>
        known
          ? metricsOf(sides[side], truth, positive, { labels, sure: outputs[side].probabilities === null })
          : [];
      return {
        agreement: agreementOf(answers),
        disagreements: disagreementsByScore(answers, from, to, scoreBins),
        differences: told.list,
        metrics: [measure(0), measure(1)],
      };
    },
  };
}

interface SideColumns {
  classes: GrowingNumbers;
  scores: GrowingNumbers;
  /** The probability given to the class that happened. */
  onTruth: GrowingNumbers;
}

function sideColumns(): SideColumns {
  return { classes: growingNumbers(), scores: growingNumbers(), onTruth: growingNumbers() };
}

function metricsOf(
  { classes, scores, onTruth }: SideColumns,
  truth: Float64Array,
  positive: number | null,
  { labels, sure }: { labels: readonly string[]; sure: boolean },
): Metrics {
  const isKnown = (_: number, row: number): boolean => !Number.isNaN(truth[row]);
  const happened = Int32Array.from(truth.filter(isKnown));
  const metrics: Metrics = [];
  const add = (name: string, better: 'higher' | 'lower', value: number | null): void => {
    if (value !== null && Number.isFinite(value)) metrics.push({ name, value, better });
  };
  // Without probabilities there is only right and wrong.
  if (!sure && labels.length === 2 && positive !== null) {
    const positives = Uint8Array.from(happened, (cls) => Number(cls === positive));
    const known = scores.values.filter(isKnown);
    add('AUC', 'higher', areaUnderRoc(known, positives));
    if (areShares(known)) add('Brier', 'lower', brierScore(known, positives));
  }
  add('accuracy', 'higher', accuracy(Int32Array.from(classes.values.filter(isKnown)), happened));
  const given = onTruth.values.filter(isKnown);
  if (!sure && areShares(given)) add('log loss', 'lower', logLoss(given));
  return metrics;
}

/** Whether they can be probabilities: rounding aside, none lies outside of 0 to 1. Scores of some models are not. */
function areShares(values: Float64Array): boolean {
  return values.every((value) => value >= -1e-6 && value <= 1 + 1e-6);
}
