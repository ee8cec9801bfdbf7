import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { agreementOf, closeValues, disagreementsByScore, distances } from './agreement.ts';
import { accuracy, areaUnderRoc, brierScore, logLoss } from './classification.ts';
import { quantile } from './quantile.ts';
import { meanAbsoluteError, rootMeanSquareError } from './regression.ts';

interface TwoClasses {
  probability: number[];
  classes: number[];
  truth: number[];
  ofTruth: number[];
  auc: number;
  brier: number;
  accuracy: number;
  logLoss: number;
}
interface Values {
  value: number[];
  truth: number[];
  mae: number;
  rmse: number;
  p50: number;
  p99: number;
}
// Made by oracle.py.
const oracle = JSON.parse(readFileSync(new URL('oracle.json', import.meta.url), 'utf8')) as {
  twoClasses: TwoClasses[];
  values: Values[];
};

describe('the figures are those of scikit-learn', () => {
  test.each(oracle.twoClasses)('for two classes, AUC $auc', (said) => {
    const probability = Float64Array.from(said.probability);
    const positive = Uint8Array.from(said.truth);
    expect(areaUnderRoc(probability, positive)).toBeCloseTo(said.auc, 12);
    expect(brierScore(probability, positive)).toBeCloseTo(said.brier, 12);
    expect(accuracy(Int32Array.from(said.classes), Int32Array.from(said.truth))).toBeCloseTo(
      said.accuracy,
      12,
    );
    expect(logLoss(Float64Array.from(said.ofTruth))).toBeCloseTo(said.logLoss, 10);
  });

  test.each(oracle.values)('for values, RMSE $rmse', (said) => {
    const value = Float64Array.from(said.value);
    const truth = Float64Array.from(said.truth);
    expect(meanAbsoluteError(value, truth)).toBeCloseTo(said.mae, 12);
    expect(rootMeanSquareError(value, truth)).toBeCloseTo(said.rmse, 12);
    expect(quantile(value, 0.5)).toBe(said.p50);
    expect(quantile(value, 0.99)).toBe(said.p99);
  });
});

const rows = fc.array(
  fc.record({
    // Few values, so that many are equal.
    score: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 5, noNaN: true })),
    other: fc.double({ min: 0, max: 5, noNaN: true }),
    positive: fc.boolean(),
  }),
  { maxLength: 60 },
);
type Row = { score: number; other: number; positive: boolean };
const scoresOf = (some: readonly Row[]) => Float64Array.from(some, ({ score }) => score);
const positivesOf = (some: readonly Row[]) => Uint8Array.from(some, ({ positive }) => (positive ? 1 : 0));

describe('the area under the curve', () => {
  it('is the share of pairs in the right order, equal ones counting half', () => {
    fc.assert(
      fc.property(rows, (some) => {
        let pairs = 0;
        let right = 0;
        for (const a of some.filter(({ positive }) => positive)) {
          for (const b of some.filter(({ positive }) => !positive)) {
            pairs++;
            right += a.score > b.score ? 1 : a.score === b.score ? 0.5 : 0;
          }
        }
        const area = areaUnderRoc(scoresOf(some), positivesOf(some));
        if (pairs === 0) expect(area).toBeNull();
        else expect(area).toBeCloseTo(right / pairs, 10);
      }),
    );
  });

  it('turns around with the scores, and stays the same when they are stretched', () => {
    fc.assert(
      fc.property(rows, (some) => {
        const scores = scoresOf(some);
        const positive = positivesOf(some);
        const area = areaUnderRoc(scores, positive);
        fc.pre(area !== null);
        expect(
          areaUnderRoc(
            scores.map((score) => -score),
            positive,
          ),
        ).toBeCloseTo(1 - (area as number), 10);
        expect(
          areaUnderRoc(
            scores.map((score) => 4 * score),
            positive,
          ),
        ).toBe(area);
      }),
    );
  });
});

it('one sure mistake does not make the log loss infinite', () => {
  expect(logLoss(Float64Array.of(0, 1))).toBeCloseTo(52 * Math.LN2 * 0.5, 10);
});

describe('agreement', () => {
  const answers = (some: readonly Row[]) => {
    const first = scoresOf(some);
    const second = Float64Array.from(some, ({ other }) => other);
    return {
      agree: closeValues(first, second, 0.01),
      scores: first,
      differences: distances(first, second),
      right: [
        Int8Array.from(positivesOf(some)),
        Int8Array.from(positivesOf(some), (positive) => 1 - positive),
      ] as const,
    };
  };

  it('leaves every disagreeing row in exactly one bin, and of two one is right', () => {
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 12 }), (some, bins) => {
        const given = answers(some);
        const found = disagreementsByScore(given, 1, 4, bins);
        const { disagreeing, share } = agreementOf(given);
        expect(found).toHaveLength(bins);
        expect(found.reduce((sum, bin) => sum + bin.rows, 0)).toBe(disagreeing);
        expect(disagreeing).toBeCloseTo(some.length * (1 - share), 8);
        for (const bin of found) expect((bin.firstRight ?? 0) + (bin.secondRight ?? 0)).toBe(bin.rows);
        found.slice(1).forEach((bin, index) => expect(bin.from).toBe(found[index]!.to));
        expect([found[0]!.from, found.at(-1)!.to]).toEqual([1, 4]);
      }),
    );
  });

  it('is whole with oneself', () => {
    fc.assert(
      fc.property(rows, (some) => {
        const scores = scoresOf(some);
        const agree = closeValues(scores, scores, 0);
        expect(agreementOf({ agree, differences: distances(scores, scores) })).toEqual({
          share: 1,
          disagreeing: 0,
          largest: 0,
          mean: 0,
        });
      }),
    );
  });

  it('says nothing of who is right without a truth', () => {
    const scores = Float64Array.of(0.2, 0.9);
    const differences = Float64Array.of(0.6, 0);
    const found = disagreementsByScore(
      { agree: Uint8Array.of(0, 1), scores, differences, right: null },
      0,
      1,
      2,
    );
    expect(found).toEqual([
      { from: 0, to: 0.5, rows: 1, firstRight: null, secondRight: null },
      { from: 0.5, to: 1, rows: 0, firstRight: null, secondRight: null },
    ]);
  });
});
