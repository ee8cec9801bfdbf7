import type { Box } from '../../contract/models.ts';
import { overlap } from '../../domain/decoding/overlap.ts';
import { agreementOf, disagreementsByScore } from '../../domain/metrics/agreement.ts';
import { growingNumbers } from './growing-numbers.ts';
import { type Judge, scoreBins } from './judge.ts';

/** Intersection over union from which on two boxes stand for the same thing: the usual limit of detection benchmarks. */
const sameFrom = 0.5;

/**
 * Two detectors agree on a picture when each box of one has one of the other with its label that overlaps it by half. A
 * picture's score is that of its best box, 0 without one.
 */
export function boxJudge(): Judge {
  const agree = growingNumbers();
  const scores = [growingNumbers(), growingNumbers()] as const;
  return {
    take([first, second], row) {
      const found = [first.boxes?.[row] ?? [], second.boxes?.[row] ?? []] as const;
      agree.push(Number(sameBoxes(...found)));
      found.forEach((boxes, side) =>
        scores[side as 0 | 1].push(Math.max(0, ...boxes.map(({ score }) => score))),
      );
    },
    verdict() {
      const answers = {
        agree: Uint8Array.from(agree.values),
        scores: [scores[0].values, scores[1].values] as const,
        right: null,
      };
      return {
        agreement: agreementOf(answers),
        disagreements: disagreementsByScore(answers, 0, 1, scoreBins),
        metrics: [[], []],
      };
    },
  };
}

/** From the best box of the first down, each takes the box of the second that overlaps it most. */
export function sameBoxes(first: readonly Box[], second: readonly Box[]): boolean {
  if (first.length !== second.length) return false;
  const left = new Set(second);
  for (const box of first) {
    let partner: Box | null = null;
    let most = sameFrom;
    for (const other of left) {
      if (other.label !== box.label) continue;
      const shared = overlap(cornersOf(box), cornersOf(other));
      if (shared < most) continue;
      most = shared;
      partner = other;
    }
    if (!partner) return false;
    left.delete(partner);
  }
  return true;
}

function cornersOf({ box: [left, top, width, height], score }: Box) {
  return { left, top, right: left + width, bottom: top + height, label: 0, score };
}
