import type { FeatureMatch, Mapping, MissingPolicy } from '../contract/jobs.ts';
import type { ModelInput } from '../contract/card.ts';
import { looseName } from '../contract/loose-name.ts';
import { standardPolicy } from './encoding/missing-answer.ts';

export interface MatchOptions {
  columns: readonly string[];
  /** Missing cells by column, in the order of `columns`. */
  missing: readonly number[];
  inputs: readonly ModelInput[];
  /** Choices made by hand, feature → column; they win. */
  chosen: Mapping;
  /** What was chosen for a file of this shape before. */
  remembered: Mapping;
  policies: Readonly<Record<string, MissingPolicy>>;
}

/**
 * Finds a column for every feature: by hand, remembered, by name (letter case, blanks and signs aside), and last by
 * order. Order is used only when the table has exactly one column a feature and one is left over for each feature
 * that is left: then the table was made for this model under other names. A name that stands twice matches nothing.
 */
export function matchColumns(options: MatchOptions): FeatureMatch[] {
  const { columns, inputs, chosen, remembered } = options;
  const unique = (column: string | undefined): column is string =>
    column !== undefined &&
    columns.indexOf(column) >= 0 &&
    columns.indexOf(column) === columns.lastIndexOf(column);
  const byName = new Map<string, string[]>();
  for (const column of columns)
    byName.set(looseName(column), [...(byName.get(looseName(column)) ?? []), column]);

  const found = inputs.map((input): { column: string | null; matched: FeatureMatch['matched'] } => {
    const byHand = chosen[input.name];
    if (byHand !== undefined)
      return { column: unique(byHand) ? byHand : null, matched: unique(byHand) ? 'chosen' : 'none' };
    const before = remembered[input.name];
    const similar = byName.get(looseName(input.name)) ?? [];
    const named = unique(input.name) ? input.name : similar.length === 1 ? (similar[0] ?? null) : null;
    if (unique(before)) return { column: before, matched: before === named ? 'name' : 'remembered' };
    return named === null ? { column: null, matched: 'none' } : { column: named, matched: 'name' };
  });

  const used = new Set(found.flatMap(({ column }) => (column === null ? [] : [column])));
  const left = columns.filter((column) => unique(column) && !used.has(column));
  const open = found.filter(
    ({ column }, i) => column === null && chosen[inputs[i]?.name ?? ''] === undefined,
  );
  if (columns.length === inputs.length && left.length === open.length) {
    open.forEach((match, i) => {
      match.column = left[i] ?? null;
      match.matched = 'order';
    });
  }
  return inputs.map((input, i) => {
    const { column = null, matched = 'none' } = found[i] ?? {};
    return {
      feature: input.name,
      column,
      matched,
      missing: column === null ? null : (options.missing[columns.indexOf(column)] ?? null),
      policy: options.policies[input.name] ?? standardPolicy(input),
    };
  });
}
