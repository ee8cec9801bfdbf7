import { createHash } from 'node:crypto';
import { basename, dirname, extname, join } from 'node:path';
import type { TableDescription } from '../contract/files.ts';
import type { FeatureMatch, JobPlan, Mapping, MissingPolicy } from '../contract/jobs.ts';
import type { ModelCard } from '../contract/card.ts';
import { missingAnswer } from '../domain/encoding/missing-answer.ts';
import { matchColumns } from '../domain/match-columns.ts';
import { toFailure } from '../contract/failure.ts';

/** `flights.csv` → `flights.scored.csv` beside it. */
export function defaultOutput(input: string): string {
  const extension = extname(input);
  return join(dirname(input), `${basename(input, extension)}.scored${extension}`);
}

/** Tables with the same columns in the same order have the same shape, whatever rows they hold. */
export function tableShape(columns: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(columns)).digest('hex');
}

/** Plans a batch from what is known about its table: the mapping, what is left over, and every reason not to run. */
export function planBatch(options: {
  table: TableDescription;
  card: ModelCard;
  chosen: Mapping;
  missing: Readonly<Record<string, MissingPolicy>>;
  remembered: { mapping: Mapping; missing: Readonly<Record<string, MissingPolicy>>; fileName: string } | null;
  output: string;
  outputExists: boolean;
}): JobPlan {
  const { table, card, chosen, remembered } = options;
  const matches = matchColumns({
    columns: table.columns,
    missing: table.survey.missing,
    inputs: card.inputs,
    chosen,
    remembered: remembered?.mapping ?? {},
    policies: { ...remembered?.missing, ...options.missing },
  });
  const used = new Set(matches.map((match) => match.column));
  return {
    matches,
    rememberedFrom:
      matches.some(({ matched }) => matched === 'remembered') ||
      policiesRestored(remembered?.missing ?? {}, options.missing)
        ? (remembered?.fileName ?? null)
        : null,
    unusedColumns: table.columns.filter((column) => !used.has(column)),
    output: options.output,
    outputExists: options.outputExists,
    obstacles: [...featureObstacles(options, matches), ...tableObstacles(table)],
  };
}

function policiesRestored(
  remembered: Readonly<Record<string, MissingPolicy>>,
  chosen: Readonly<Record<string, MissingPolicy>>,
): boolean {
  return Object.entries(remembered).some(
    ([feature, policy]) => policy.kind !== 'reject' && !Object.hasOwn(chosen, feature),
  );
}

function featureObstacles(
  {
    table,
    card,
    chosen,
    missing,
  }: {
    table: TableDescription;
    card: ModelCard;
    chosen: Mapping;
    missing: Readonly<Record<string, MissingPolicy>>;
  },
  matches: readonly FeatureMatch[],
): JobPlan['obstacles'] {
  const obstacles: JobPlan['obstacles'] = [];
  for (const name of [...Object.keys(chosen), ...Object.keys(missing)]) {
    if (card.inputs.some((input) => input.name === name)) continue;
    obstacles.push({
      feature: null,
      text: `${card.name} has no feature "${name}"; it has ${card.inputs.map((input) => input.name).join(', ')}`,
    });
  }
  matches.forEach(({ feature, column, policy }, i) => {
    const input = card.inputs[i];
    if (!input) return;
    const wanted = chosen[feature];
    // Without a column every cell of the feature is missing, which a default or a value makes good.
    if (column === null && (wanted !== undefined || policy.kind === 'reject')) {
      const orDefault = input.default === null || input.default === undefined ? '' : ', or use its default';
      const times = table.columns.filter((name) => name === (wanted ?? feature)).length;
      const text =
        times > 1
          ? `${feature} cannot come from "${wanted ?? feature}": the file has ${times} columns of that name; rename one`
          : wanted === undefined
            ? `${feature} has no column: choose one${orDefault}`
            : `${feature} cannot come from "${wanted}": the file has no such column`;
      obstacles.push({ feature, text });
    }
    try {
      missingAnswer(input, policy);
    } catch (error) {
      obstacles.push({ feature, text: toFailure(error).message });
    }
  });
  return obstacles;
}

function tableObstacles({ survey }: TableDescription): JobPlan['obstacles'] {
  return survey.complete && survey.rows === 0
    ? [{ feature: null, text: 'there is a header and no rows, so nothing to score' }]
    : [];
}
