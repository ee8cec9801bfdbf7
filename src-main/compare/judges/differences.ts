import type { Box, Comparison } from '../../contract/models.ts';

type Difference = Comparison['differences'][number];

/** Rows that are told one by one. */
const most = 50;

/** The first rows on which two models disagree. */
export interface FirstDifferences {
  readonly list: Difference[];
  /** @param say called only while there is room */
  add(row: number, say: () => readonly [first: string, second: string]): void;
}

export function firstDifferences(): FirstDifferences {
  const list: Difference[] = [];
  return {
    list,
    add(row, say) {
      if (list.length >= most) return;
      const [first, second] = say();
      list.push({ row, first, second });
    },
  };
}

const shownBoxes = 5;

/** `title at 12, 40 (0.91); figure at 50, 300 (0.88)`, the surest first. */
export function boxesText(boxes: readonly Box[]): string {
  if (boxes.length === 0) return 'nothing';
  const surest = [...boxes].sort((a, b) => b.score - a.score);
  const told = surest
    .slice(0, shownBoxes)
    .map(
      ({ label, score, box: [left, top] }) =>
        `${label} at ${Math.round(left)}, ${Math.round(top)} (${shortText(score)})`,
    );
  const more = boxes.length - told.length;
  return `${told.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function shortText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
