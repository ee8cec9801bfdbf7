import type { JobResult } from '../../src-main/contract/index.ts';

type Reason = JobResult['reasons'][number];

/** Reasons that differ in the cell alone, counted together. */
export interface ReasonGroup extends Reason {
  /** Other cells of the same kind. */
  others: number;
}

/** One group for each thing that was wrong with a feature, the most frequent first; `reason` is its most frequent one. */
export function groupedReasons(reasons: readonly Reason[]): ReasonGroup[] {
  const groups = new Map<string, ReasonGroup>();
  for (const one of [...reasons].sort((a, b) => b.rows - a.rows)) {
    const kind = one.reason.replace(/: "[\s\S]*$/u, '');
    const group = groups.get(kind);
    if (group) {
      group.rows += one.rows;
      group.firstRow = Math.min(group.firstRow, one.firstRow);
      group.others += 1;
    } else {
      groups.set(kind, { ...one, others: 0 });
    }
  }
  return [...groups.values()].sort((a, b) => b.rows - a.rows);
}
