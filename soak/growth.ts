/** A measurement at a moment. */
export interface Sample {
  atMs: number;
  value: number;
  /** The process that was measured, where there are several. */
  of?: number;
}

/**
 * Growth a minute over the second half of the samples: the median of the slopes between all pairs, which single
 * samples that are far off do not move (Theil 1950; Sen 1968). With `of`, only pairs of the same process count. 0 with
 * no pairs.
 */
export function growthPerMinute(samples: readonly Sample[]): number {
  const second = samples.slice(Math.floor(samples.length / 2));
  const slopes: number[] = [];
  for (const [index, from] of second.entries()) {
    for (const to of second.slice(index + 1)) {
      if (to.atMs <= from.atMs || to.of !== from.of) continue;
      slopes.push(((to.value - from.value) / (to.atMs - from.atMs)) * 60_000);
    }
  }
  slopes.sort((a, b) => a - b);
  const middle = slopes.length >> 1;
  const upper = slopes[middle] ?? 0;
  return slopes.length % 2 === 1 ? upper : ((slopes[middle - 1] ?? 0) + upper) / 2;
}
