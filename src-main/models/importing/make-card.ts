import { type ModelCard, modelCardSchema } from '../../contract/card.ts';
import { FailureError, failed } from '../../contract/failure.ts';
import type { ImportFinding } from '../../contract/models.ts';
import { parseCard } from '../card-file.ts';
import { checkCard } from './check-card.ts';
import type { DraftCard } from '../onnx/draft-card.ts';
import type { TakenModel } from './checker.ts';
import type { MlflowColumn } from './mlflow.ts';
import type { ModelSource } from './model-source.ts';

/** A card that fits its model, still under the name and version it came with. */
export interface MadeCard {
  card: ModelCard;
  findings: ImportFinding[];
  /** The name and version are the card's own, not guessed. */
  isNamed: boolean;
}

/**
 * The card of an imported model: the one that came with it, or one made from what the graph, an MLflow signature or a
 * tokenizer tells.
 * @param name for a card that has to be made
 * @throws MODEL_INVALID in one sentence
 */
export function makeCard(source: ModelSource, taken: TakenModel, name: string): MadeCard {
  const findings: ImportFinding[] = [];
  let card: ModelCard;
  if (source.card !== null) {
    const given = parseCard(source.card, source.name, taken.sourceSha256);
    if (given.sha256 !== taken.sourceSha256) {
      throw failed(
        'MODEL_INVALID',
        `card.json of ${source.name} describes another file than its model.onnx: the sha256 differs`,
      );
    }
    card = { ...given, sha256: taken.sha256 };
  } else {
    const made = graphCard(source, taken);
    findings.push(...made.findings);
    card = modelCardSchema.parse({
      format: 1,
      ...made.draft,
      name,
      version: '1',
      title: titleOf(name),
      summary: `Imported from ${source.name}.`,
      sha256: taken.sha256,
    });
  }
  if (card.tokenizer && source.tokenizerPath === null) {
    throw failed('MODEL_INVALID', `the card of ${card.name} needs tokenizer.json, which is not beside it`);
  }
  const rowsPerRun = checkCard(card, taken.outline);
  if (rowsPerRun !== null && !card.rowsPerRun) {
    card = { ...card, rowsPerRun };
    findings.push({
      level: 'changed',
      title: 'Fixed batch',
      text: `the graph takes ${rowsPerRun} ${rowsPerRun === 1 ? 'row' : 'rows'} at a time; batches are padded and cut`,
    });
  }
  const known = new Set(taken.findings.map(({ title }) => title));
  for (const finding of [thresholdFinding(card), agreement(card, source)]) {
    if (finding && !known.has(finding.title)) findings.push(finding);
  }
  return { card, findings, isNamed: source.card !== null };
}

function graphCard(source: ModelSource, taken: TakenModel): { draft: DraftCard; findings: ImportFinding[] } {
  if (!taken.draft.ok) throw new FailureError(taken.draft.failure);
  const { card: draft } = taken.draft;
  const columns = source.mlflow?.inputs ?? [];
  return withColumnNames(draft, columns) ?? { draft, findings: [] };
}

/** Names the columns of one wide tensor as the MLflow signature does; null when it says nothing that fits. */
function withColumnNames(
  draft: DraftCard,
  columns: readonly MlflowColumn[],
): { draft: DraftCard; findings: ImportFinding[] } | null {
  const names = columns.map(({ name }) => name);
  const isNamed = names.every((name) => name !== null && name !== '');
  if (columns.length === 0 || columns.length !== draft.inputs.length || !isNamed) return null;
  const now = new Map(draft.inputs.map((input, index) => [input.name, names[index] ?? input.name]));
  if (new Set(now.values()).size !== draft.inputs.length) return null;
  if (draft.inputs.every(({ name }) => now.get(name) === name)) return null;
  // By name where the graph has one input a column, whatever their order; by order in one wide tensor.
  if (draft.tensors.length > 1) return null;
  const rename = (name: string): string => now.get(name) ?? name;
  return {
    draft: {
      ...draft,
      inputs: draft.inputs.map((input) => ({ ...input, name: rename(input.name) })),
      tensors: draft.tensors.map((tensor) =>
        tensor.kind === 'features' ? { ...tensor, features: tensor.features.map(rename) } : tensor,
      ),
    },
    findings: [
      { level: 'changed', title: 'Column names', text: `${columns.length} taken from the MLflow signature` },
    ],
  };
}

function thresholdFinding({ outputs }: ModelCard): ImportFinding | null {
  if (outputs.kind !== 'classification' || outputs.labels.length !== 2 || outputs.label) return null;
  return typeof outputs.threshold === 'number'
    ? null
    : { level: 'look', title: 'Threshold', text: 'card has none: 0.50 assumed' };
}

function agreement(card: ModelCard, source: ModelSource): ImportFinding {
  const inputs = card.inputs.length;
  const text =
    source.card === null
      ? `there was none; made from the model: ${inputs} ${inputs === 1 ? 'input' : 'inputs'}, gives ${givesText(card)}`
      : `${inputs} of ${inputs} inputs agree in name and type`;
  return { level: source.card === null ? 'look' : 'checked', title: 'Card against model', text };
}

function givesText({ outputs }: ModelCard): string {
  if (outputs.kind === 'classification') return `${outputs.labels.length} classes`;
  if (outputs.kind === 'detection') return 'boxes';
  return outputs.targets ? `${outputs.targets.length} numbers` : 'a number';
}

export function titleOf(name: string): string {
  const words = name.replaceAll(/[-_.]+/gu, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
