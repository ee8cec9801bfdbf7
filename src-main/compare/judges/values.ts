import {
  agreementOf,
  closeValues,
  disagreementsByScore,
  distances,
  extent,
} from '../../domain/metrics/agreement.ts';
import { meanAbsoluteError, rootMeanSquareError } from '../../domain/metrics/regression.ts';
import { firstDifferences, shortText } from './differences.ts';
import { growingNumbers } from './growing-numbers.ts';
import { type Judge, type Metrics, scoreBins } from './judge.ts';

/** Of the range of the first one's values, how far apart two values may be that agree. */
const closeShare = 0.01;

/** Two models that give a value agree on a row within 1 % of the first one's range; who is closer to the truth is right. */
export function valueJudge(): Judge {
  const sides = [growingNumbers(), growingNumbers()] as const;
  const truths = growingNumbers();
  const places = growingNumbers();
  return {
    take(answers, row, happened, place) {
      const truth = typeof happened === 'number' ? happened : Number.NaN;
      sides[0].push(answers[0].numbers?.[row] ?? Number.NaN);
      sides[1].push(answers[1].numbers?.[row] ?? Number.NaN);
      truths.push(truth);
      places.push(place);
    },
    verdict() {
      const scores = [sides[0].values, sides[1].values] as const;
      const truth = truths.values;
      const isKnown = (_: number, row: number): boolean => !Number.isNaN(truth[row]);
      const known = truth.filter(isKnown);
      const missed = (side: 0 | 1, row: number): number =>
        Math.abs((scores[side][row] as number) - (truth[row] as number));
      const rightOf = (side: 0 | 1): Int8Array =>
        Int8Array.from(truth, (value, row) =>
          Number.isNaN(value) ? -1 : Number(missed(side, row) < missed(side === 0 ? 1 : 0, row)),
        );
      const metricsOf = (side: 0 | 1): Metrics => {
        if (known.length === 0) return [];
        const values = scores[side].filter(isKnown);
        return [
          { name: 'MAE', value: meanAbsoluteError(values, known), better: 'lower' },
          { name: 'RMSE', value: rootMeanSquareError(values, known), better: 'lower' },
        ];
      };
      const answers = {
        agree: closeValues(scores[0], scores[1], closeShare),
        scores: scores[0],
        differences: distances(...scores),
        right: known.length > 0 ? ([rightOf(0), rightOf(1)] as const) : null,
      };
      const told = firstDifferences();
      for (const [row, place] of places.values.entries()) {
        if (answers.agree[row] === 1) continue;
        told.add(place, () => [shortText(scores[0][row] as number), shortText(scores[1][row] as number)]);
      }
      return {
        agreement: agreementOf(answers),
        disagreements: disagreementsByScore(answers, ...extent(scores[0]), scoreBins),
        differences: told.list,
        metrics: [metricsOf(0), metricsOf(1)],
      };
    },
  };
}
