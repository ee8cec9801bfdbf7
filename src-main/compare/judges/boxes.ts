import { overlap } from '../../domain/decoding/overlap.ts';
import { agreementOf, disagreementsByScore } from '../../domain/metrics/agreement.ts';
import type { PlacedBox, Truth } from '../answers.ts';
import { boxesText, firstDifferences } from './differences.ts';
import { growingNumbers } from './growing-numbers.ts';
import { type Judge, type Metrics, scoreBins } from './judge.ts';

/** Intersection over union from which on two boxes stand for the same thing: the usual limit of detection benchmarks. */
const sameFrom = 0.5;

/**
 * Two detectors agree on a picture when each box of one has a counterpart in the other: one with its label that overlaps
 * it by half. They are apart by the share of boxes without one. A picture's score is that of its best box, 0 without
 * any. Who has fewer boxes wrong or missing is right.
 */
export function boxJudge(): Judge {
  const scores = growingNumbers();
  const differences = growingNumbers();
  const sides = [sideCounts(), sideCounts()] as const;
  const told = firstDifferences();
  let truths = 0;

  return {
    take(answers, row, truth, place) {
      const [first, second] = [answers[0].boxes?.[row] ?? [], answers[1].boxes?.[row] ?? []];
      scores.push(Math.max(0, ...first.map(({ score }) => score)));
      const most = Math.max(first.length, second.length);
      const difference = most === 0 ? 0 : 1 - counterparts(first, second) / most;
      differences.push(difference);
      if (difference > 0) told.add(place, () => [boxesText(first), boxesText(second)]);
      const known = typeof truth === 'number' ? null : truth;
      if (known) truths++;
      for (const [side, boxes] of [first, second].entries()) sides[side as 0 | 1].take(boxes, known);
    },
    verdict() {
      const missed = [sides[0].missed.values, sides[1].missed.values] as const;
      const rightOf = (side: 0 | 1): Int8Array =>
        Int8Array.from(missed[side], (mine, row) => {
          const theirs = missed[side === 0 ? 1 : 0][row] as number;
          return Number.isNaN(mine) ? -1 : Number(mine < theirs);
        });
      const answers = {
        agree: Uint8Array.from(differences.values, (difference) => Number(difference === 0)),
        scores: scores.values,
        differences: differences.values,
        right: truths > 0 ? ([rightOf(0), rightOf(1)] as const) : null,
      };
      return {
        agreement: agreementOf(answers),
        disagreements: disagreementsByScore(answers, 0, 1, scoreBins),
        differences: told.list,
        metrics: [sides[0].metrics(), sides[1].metrics()],
      };
    },
  };
}

/** How many boxes of one have a counterpart in the other: each, in order, takes the free one that overlaps it most. */
export function counterparts(first: readonly PlacedBox[], second: readonly PlacedBox[]): number {
  const free = new Set(second);
  for (const box of first) {
    let partner: PlacedBox | null = null;
    let most = sameFrom;
    for (const other of free) {
      if (other.label !== box.label) continue;
      const shared = overlap(cornersOf(box), cornersOf(other));
      if (shared < most) continue;
      most = shared;
      partner = other;
    }
    if (partner) free.delete(partner);
  }
  return second.length - free.size;
}

function cornersOf({ box: [left, top, width, height] }: PlacedBox) {
  return { left, top, right: left + width, bottom: top + height, label: 0, score: 0 };
}

function sideCounts() {
  const missed = growingNumbers();
  let found = 0;
  let right = 0;
  let there = 0;
  return {
    /** By picture, boxes that are wrong or missing; NaN where the truth is not known. */
    missed,
    take(boxes: readonly PlacedBox[], truth: Exclude<Truth, number> | null): void {
      if (!truth) {
        missed.push(Number.NaN);
        return;
      }
      const matched = counterparts(boxes, truth);
      missed.push(boxes.length + truth.length - 2 * matched);
      found += boxes.length;
      right += matched;
      there += truth.length;
    },
    metrics(): Metrics {
      const metrics: Metrics = [];
      if (found > 0) metrics.push({ name: 'precision', value: right / found, better: 'higher' });
      if (there > 0) metrics.push({ name: 'recall', value: right / there, better: 'higher' });
      return metrics;
    },
  };
}
