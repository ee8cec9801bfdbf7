import type { Candidate } from './candidate.ts';

/** More boxes of one picture than this are compared with each other only for the best of them. */
const comparedMax = 3_000;

/**
 * Non-maximum suppression: from the best score down, a box is kept unless one of its class that was kept overlaps it by
 * more than `maxOverlap` (intersection over union).
 */
export function keepDistinct(
  candidates: readonly Candidate[],
  maxOverlap: number,
  maxBoxes: number,
): Candidate[] {
  const kept: Candidate[] = [];
  const ranked = [...candidates].sort((a, b) => b.score - a.score).slice(0, comparedMax);
  for (const candidate of ranked) {
    if (kept.length === maxBoxes) break;
    const hidden = kept.some(
      (better) => better.label === candidate.label && overlap(better, candidate) > maxOverlap,
    );
    if (!hidden) kept.push(candidate);
  }
  return kept;
}

/** Intersection over union of two boxes, 0 to 1. */
export function overlap(a: Candidate, b: Candidate): number {
  const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (areaOf(a) + areaOf(b) - both);
}

function areaOf({ left, top, right, bottom }: Candidate): number {
  return Math.max(0, right - left) * Math.max(0, bottom - top);
}
