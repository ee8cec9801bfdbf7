import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassificationOutputs } from '../../contract/card.ts';
import type { Box } from '../../contract/models.ts';
import type { Answers } from '../answers.ts';
import { counterparts } from './boxes.ts';
import { classJudge } from './classes.ts';
import type { Judge } from './judge.ts';
import { judgeOf } from './judge-of.ts';
import { valueJudge } from './values.ts';

const none: Answers = {
  rows: 0,
  accepted: new Uint8Array(),
  classes: null,
  numbers: null,
  width: 0,
  boxes: null,
  rejection: null,
};
const classes = (labels: string[], more: Partial<ClassificationOutputs> = {}): ClassificationOutputs => ({
  kind: 'classification',
  probabilities: 'probabilities',
  activation: 'none',
  labels,
  ...more,
});
/** One row of probabilities, the class of the largest one named. */
const row = (...numbers: number[]): Answers => ({
  ...none,
  rows: 1,
  classes: Int32Array.of(numbers.indexOf(Math.max(...numbers))),
  numbers: Float64Array.from(numbers),
  width: numbers.length,
});
const value = (number: number): Answers => ({ ...none, rows: 1, numbers: Float64Array.of(number), width: 1 });
const metric = (judge: Judge, side: 0 | 1, name: string): number | undefined =>
  judge.verdict().metrics[side].find((candidate) => candidate.name === name)?.value;

describe('two classifiers', () => {
  it('are laid beside each other by the names of their classes, whatever order those stand in', () => {
    const judge = classJudge([classes(['a', 'b', 'c']), classes(['c', 'a', 'b'])]);
    judge.take([row(0.7, 0.2, 0.1), row(0.1, 0.6, 0.3)], 0, 0, 1);
    judge.take([row(0.1, 0.8, 0.1), row(0.5, 0.1, 0.4)], 0, 2, 7);
    const { agreement, disagreements, differences } = judge.verdict();
    expect(differences).toEqual([{ row: 7, first: 'b (0.8)', second: 'c (0.5)' }]);
    // Of the class the first names: 0.7 and 0.6 for a, 0.8 and 0.4 for b.
    expect(agreement).toMatchObject({ share: 0.5, disagreeing: 1 });
    expect(agreement.largest).toBeCloseTo(0.4, 12);
    expect(agreement.mean).toBeCloseTo(0.25, 12);
    expect(disagreements.find(({ rows }) => rows === 1)).toMatchObject({ firstRight: 0, secondRight: 1 });
    expect(metric(judge, 0, 'accuracy')).toBe(0.5);
    expect(metric(judge, 1, 'accuracy')).toBe(1);
    expect(metric(judge, 1, 'log loss')).toBeCloseTo(-(Math.log(0.6) + Math.log(0.5)) / 2, 12);
    expect(metric(judge, 0, 'AUC')).toBeUndefined();
  });

  it('of two classes are scored by the positive one', () => {
    const judge = classJudge([classes(['bad', 'good'], { positive: 'bad' }), classes(['good', 'bad'])]);
    judge.take([row(0.9, 0.1), row(0.3, 0.7)], 0, 0, 1);
    judge.take([row(0.4, 0.6), row(0.8, 0.2)], 0, 1, 1);
    judge.take([row(0.2, 0.8), row(0.6, 0.4)], 0, Number.NaN, 1);
    expect(judge.verdict().agreement).toMatchObject({ share: 1, disagreeing: 0 });
    expect(metric(judge, 0, 'AUC')).toBe(1);
    expect(metric(judge, 0, 'Brier')).toBeCloseTo((0.01 + 0.16) / 2, 12);
    expect(metric(judge, 1, 'Brier')).toBeCloseTo((0.09 + 0.04) / 2, 12);
  });

  it('without a truth have no metrics', () => {
    const judge = classJudge([classes(['no', 'yes']), classes(['no', 'yes'])]);
    judge.take([row(0.9, 0.1), row(0.3, 0.7)], 0, Number.NaN, 1);
    const { metrics, disagreements } = judge.verdict();
    expect(metrics).toEqual([[], []]);
    expect(disagreements.every(({ firstRight }) => firstRight === null)).toBe(true);
  });

  it('that give labels alone, or scores that are no probabilities, get the metrics that make sense', () => {
    const named = classes(['no', 'yes'], { probabilities: null, label: 'label' });
    const judge = classJudge([named, classes(['no', 'yes'])]);
    for (const [margin, truth] of [
      [3, 1],
      [-2, 0],
      [1, 0],
    ] as const) {
      judge.take([{ ...none, rows: 1, classes: Int32Array.of(1) }, row(-margin, margin)], 0, truth, 1);
    }
    expect(judge.verdict().metrics.map((side) => side.map(({ name }) => name))).toEqual([
      ['accuracy'],
      ['AUC', 'accuracy'],
    ]);
    expect(metric(judge, 1, 'AUC')).toBe(1);
    expect(metric(judge, 0, 'accuracy')).toBeCloseTo(1 / 3, 12);
  });
});

it('two values agree within one percent of the range, and the closer one is right', () => {
  const judge = valueJudge();
  judge.take([value(0), value(0.5)], 0, Number.NaN, 1);
  judge.take([value(100), value(101)], 0, 100, 1);
  judge.take([value(50), value(52)], 0, 53, 3);
  const { agreement, disagreements, differences } = judge.verdict();
  expect(differences).toEqual([{ row: 3, first: '50', second: '52' }]);
  expect(agreement).toEqual({ share: 2 / 3, disagreeing: 1, largest: 2, mean: 3.5 / 3 });
  expect(disagreements[5]).toEqual({ from: 50, to: 60, rows: 1, firstRight: 0, secondRight: 1 });
  expect(metric(judge, 0, 'MAE')).toBe(1.5);
  expect(metric(judge, 1, 'MAE')).toBe(1);
  expect(metric(judge, 0, 'RMSE')).toBeCloseTo(Math.sqrt(4.5), 12);
});

it('no more than fifty differences are told', () => {
  const judge = classJudge([classes(['no', 'yes']), classes(['no', 'yes'])]);
  for (let place = 1; place <= 60; place++) judge.take([row(0.9, 0.1), row(0.2, 0.8)], 0, Number.NaN, place);
  const { differences } = judge.verdict();
  expect(differences).toHaveLength(50);
  expect(differences[49]).toEqual({ row: 50, first: 'no (0.9)', second: 'yes (0.8)' });
});

describe('two detectors', () => {
  const box = (label: string, left: number, score = 0.9): Box => ({ label, score, box: [left, 0, 10, 10] });

  it('have counterparts where label and place are the same, in any order', () => {
    expect(counterparts([box('a', 0), box('b', 30)], [box('b', 31), box('a', 2)])).toBe(2);
    expect(counterparts([box('a', 0)], [box('b', 0)])).toBe(0);
    expect(counterparts([box('a', 0)], [box('a', 4)])).toBe(0);
    expect(counterparts([box('a', 0)], [box('a', 1), box('a', 0)])).toBe(1);
    expect(counterparts([], [box('a', 0)])).toBe(0);
  });

  it('each are their own counterparts, and never have more than there are boxes', () => {
    const boxes = fc.array(
      fc
        .record({ label: fc.constantFrom('a', 'b'), left: fc.nat(50) })
        .map(({ label, left }) => box(label, left)),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(boxes, boxes, (some, others) => {
        expect(counterparts(some, [...some].reverse())).toBe(some.length);
        expect(counterparts(some, others)).toBeLessThanOrEqual(Math.min(some.length, others.length));
      }),
    );
  });

  it('are scored by their best box', () => {
    const outputs = {
      kind: 'detection' as const,
      decoder: 'yolox' as const,
      output: 'o',
      strides: [8],
      labels: ['a'],
      minScore: 0,
      maxOverlap: 0.5,
      maxBoxes: 10,
    };
    const judge = judgeOf([outputs, outputs]);
    const seen = (...boxes: Box[]): Answers => ({ ...none, rows: 1, boxes: [boxes] });
    const there = [box('a', 1), box('a', 21)];
    judge.take([seen(box('a', 0, 0.75), box('a', 20, 0.5)), seen(box('a', 0, 0.5))], 0, there, 1);
    judge.take([seen(), seen()], 0, Number.NaN, 2);
    const { agreement, disagreements, differences, metrics } = judge.verdict();
    expect(differences).toEqual([
      { row: 1, first: 'a at 0, 0 (0.75); a at 20, 0 (0.5)', second: 'a at 0, 0 (0.5)' },
    ]);
    expect(agreement).toEqual({ share: 0.5, disagreeing: 1, largest: 0.5, mean: 0.25 });
    expect(disagreements[7]).toMatchObject({ rows: 1, firstRight: 1, secondRight: 0 });
    const way = { better: 'higher' as const };
    expect(metrics[0]).toEqual([
      { name: 'precision', value: 1, ...way },
      { name: 'recall', value: 1, ...way },
    ]);
    expect(metrics[1]).toEqual([
      { name: 'precision', value: 1, ...way },
      { name: 'recall', value: 0.5, ...way },
    ]);
  });
});
