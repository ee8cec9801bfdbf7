import type { CompareRequest, TruthColumn } from '../compare/index.ts';
import type { ModelCard, ModelOutputs } from '../contract/card.ts';
import { failed } from '../contract/failure.ts';
import type { TableDescription } from '../contract/files.ts';
import { missingAnswer, standardPolicy } from '../domain/encoding/missing-answer.ts';
import type { FeatureSource } from '../domain/encoding/tensor-filler.ts';
import { matchColumns } from '../domain/match-columns.ts';

/** What one model takes and gives, and from which columns it takes it. */
type PlannedModel = Pick<CompareRequest['sides'][0], 'signature' | 'sources'>;

/**
 * Lays two models and a table beside each other. Missing cells are met as the cards say, like at every other door.
 * @throws FailureError BAD_REQUEST for models that are not alike or a truth that is not there, MAPPING_INCOMPLETE for a
 * feature without a column
 */
export function planComparison(
  cards: readonly [ModelCard, ModelCard],
  table: TableDescription,
  truth: string | null,
): { models: [PlannedModel, PlannedModel]; truth: TruthColumn | null } {
  refuseUnlike(cards);
  const truthColumn = truthOf(cards[0], table, truth);
  return { models: [planModel(cards[0], table), planModel(cards[1], table)], truth: truthColumn };
}

function refuseUnlike([first, second]: readonly [ModelCard, ModelCard]): void {
  const lacks = (card: ModelCard, other: ModelCard): string[] => {
    const names = new Set(card.inputs.map(({ name }) => name));
    return other.inputs.flatMap(({ name }) => (names.has(name) ? [] : [name]));
  };
  for (const [card, other] of [
    [first, second],
    [second, first],
  ] as const) {
    const missing = lacks(card, other);
    if (missing.length === 0) continue;
    throw failed(
      'BAD_REQUEST',
      `only models with the same features can be compared: ${idOf(card)} does not take ${listed(missing)}, which ${idOf(other)} does`,
      { details: { field: missing[0] } },
    );
  }
  const [one, other] = [first.outputs, second.outputs];
  if (one.kind !== other.kind) {
    throw failed(
      'BAD_REQUEST',
      `only models that give the same can be compared: ${idOf(first)} gives ${given(one)}, ${idOf(second)} gives ${given(other)}`,
    );
  }
  if (one.kind === 'classification' && other.kind === 'classification') {
    const known = new Set(one.labels);
    if (one.labels.length !== other.labels.length || other.labels.some((label) => !known.has(label))) {
      throw failed(
        'BAD_REQUEST',
        `only models with the same classes can be compared: ${idOf(first)} knows ${listed(one.labels)}, ${idOf(second)} knows ${listed(other.labels)}`,
      );
    }
  }
  const several = [first, second].find(
    ({ outputs }) => outputs.kind === 'regression' && outputs.targets !== undefined,
  );
  if (several) {
    throw failed(
      'NOT_SUPPORTED',
      `${idOf(several)} gives several values a row; such models cannot be compared`,
    );
  }
}

function truthOf(card: ModelCard, table: TableDescription, asked: string | null): TruthColumn | null {
  const name = asked ?? card.truth?.column ?? null;
  if (name === null) return null;
  const index = table.columns.indexOf(name);
  if (index < 0) {
    if (asked === null) return null;
    throw failed('BAD_REQUEST', `${table.name} has no column "${name}"; it has ${listed(table.columns)}`, {
      details: { file: table.name, column: name },
    });
  }
  const above = card.truth?.column === name ? (card.truth.positiveAbove ?? null) : null;
  if (above !== null && card.outputs.kind === 'classification' && card.outputs.labels.length !== 2) {
    throw failed(
      'MODEL_INVALID',
      `the card of ${idOf(card)} says above which ${name} a row is positive, which takes a model of two classes`,
    );
  }
  return { name, index, positiveAbove: above, asked: asked !== null };
}

function planModel(
  { inputs, tensors, tokenizer, rowsPerRun, outputs }: ModelCard,
  table: TableDescription,
): PlannedModel {
  const used = new Set(
    tensors.flatMap((tensor) => (tensor.kind === 'features' ? tensor.features : [tensor.feature])),
  );
  const wanted = inputs.filter(({ name }) => used.has(name));
  const matches = matchColumns({
    columns: table.columns,
    missing: table.survey.missing,
    inputs: wanted,
    chosen: {},
    remembered: {},
    policies: {},
  });
  const sources = wanted.map((input, index): [string, FeatureSource] => {
    const column = matches[index]?.column ?? null;
    const policy = standardPolicy(input);
    if (column === null && missingAnswer(input, policy).kind === 'reject') {
      throw failed(
        'MAPPING_INCOMPLETE',
        `${table.name} has no column for the feature ${input.name}; it has ${listed(table.columns)}`,
        { details: { file: table.name, field: input.name } },
      );
    }
    return [input.name, { column: column === null ? -1 : table.columns.indexOf(column), policy }];
  });
  return { signature: { inputs: wanted, tensors, tokenizer, rowsPerRun, outputs }, sources };
}

function given(outputs: ModelOutputs): string {
  const words = { classification: 'classes', regression: 'a value', detection: 'boxes' };
  return words[outputs.kind];
}

function idOf({ name, version }: ModelCard): string {
  return `${name}@${version}`;
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 12).join(', ');
  return names.length > 12 ? `${shown}, …` : shown;
}
