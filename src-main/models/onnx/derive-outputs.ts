import type { ClassificationOutputs, ModelOutputs } from '../../contract/card.ts';
import type { ImportFinding } from '../../contract/models.ts';
import { classNames } from './class-names.ts';
import { elementName } from './element-types.ts';
import type { GraphIndex } from './graph-index.ts';
import { metadataClasses } from './metadata-names.ts';
import type { OnnxModel, OnnxPort } from './model-view.ts';
import { outputWidth } from './output-width.ts';
import { refusal } from './refusal.ts';
import { scoreKind, type ScoreKind } from './score-kind.ts';

export interface OutputEvidence {
  model: OnnxModel;
  index: GraphIndex;
  /** Class names found while the model was rewritten, by the output with their probabilities. */
  classesOf: ReadonlyMap<string, string[]>;
  /** Outputs that were no tensors. */
  leftOut: readonly string[];
  /** Class names and the kind of problem (`problem_type`) from config.json beside the model. */
  labels: string[] | null;
  problem: string | null;
  findings: ImportFinding[];
}

/**
 * What the outputs mean: a class with or without probabilities, or numbers.
 * @throws MODEL_INVALID when that cannot be told
 */
export function deriveOutputs(evidence: OutputEvidence): ModelOutputs {
  const { model } = evidence;
  const ports = model.graph.outputs;
  const label = ports.find(isLabel);
  const numbers = ports.filter(isNumeric);
  if (label) return withLabel(evidence, label, numbers);
  const [first, ...others] = numbers;
  if (!first) {
    const given = ports.map(
      ({ name, elementType, dims }) => `"${name}" (${elementName(elementType)} [${dims?.join(', ') ?? '?'}])`,
    );
    const lists = evidence.leftOut.map((name) => `"${name}" (a list or a map)`);
    throw refusal(
      model.file,
      `gives ${[...given, ...lists].join(' and ')}: neither one class nor numbers for each row; say in a card.json beside it what that means.`,
    );
  }
  const chosen = numbers.find(({ name }) => name === 'logits') ?? first;
  if (others.length > 0)
    ignored(
      evidence,
      [first, ...others].filter((port) => port !== chosen),
    );
  return numbersAlone(evidence, chosen);
}

const whole = /^u?int(8|16|32|64)$/u;

/** One class a row: texts or whole numbers. */
function isLabel({ elementType, dims }: OnnxPort): boolean {
  const type = elementName(elementType);
  return (
    (type === 'string' || whole.test(type)) &&
    (dims === null || dims.length === 1 || (dims.length === 2 && (dims[1] === 1 || dims[1] === '')))
  );
}

function isNumeric({ elementType }: OnnxPort): boolean {
  return /^float(16|32|64)$/u.test(elementName(elementType)) || elementType === 0;
}

function withLabel(evidence: OutputEvidence, label: OnnxPort, numbers: readonly OnnxPort[]): ModelOutputs {
  const { model, index, classesOf } = evidence;
  const matrix =
    numbers.find(({ name }) => classesOf.has(name)) ??
    numbers.find((port) => (outputWidth(model, index, port) ?? 0) > 1) ??
    numbers[0];
  const width = matrix ? outputWidth(model, index, matrix) : null;
  const named =
    (matrix ? classesOf.get(matrix.name) : undefined) ??
    classNames(model, index, label.name) ??
    (width !== null && width > 1 ? (metadataClasses(model, width) ?? evidence.labels) : evidence.labels);
  const labels =
    named ??
    (width !== null && width > 1 && elementName(label.elementType) !== 'string' ? numbered('', width) : null);
  if (!labels || labels.length < 2) {
    throw refusal(
      model.file,
      `gives a class for each row ("${label.name}") and does not say which classes there are; say in a card.json beside it (outputs.labels).`,
      label.name,
    );
  }
  const fits =
    matrix !== undefined &&
    (width === null || width === labels.length || (width === 1 && labels.length === 2));
  const kind = fits ? kindOfScores(evidence, matrix) : 'scores';
  const probabilities = fits && kind !== 'scores' && kind !== 'unknown' ? matrix.name : null;
  if (numbers.length > 0 && probabilities === null) {
    evidence.findings.push({
      level: 'look',
      title: 'Classes alone',
      text: `"${numbers[0]?.name}" holds scores that are no probabilities; the class is used alone`,
    });
  }
  return classification({ label: label.name, probabilities, labels });
}

/** With the name as the last evidence. */
function kindOfScores({ model, index, findings }: OutputEvidence, { name }: OnnxPort): ScoreKind {
  const kind = scoreKind(model, index, name);
  if (kind !== 'unknown' || !/prob/iu.test(name)) return kind;
  findings.push({
    level: 'look',
    title: 'Probabilities',
    text: `"${name}" is taken for probabilities by its name`,
  });
  return 'probabilities';
}

function numbersAlone(evidence: OutputEvidence, port: OnnxPort): ModelOutputs {
  const { model, index } = evidence;
  const { name, dims } = port;
  if (dims !== null && (dims.length === 0 || dims.length > 2)) {
    throw refusal(
      model.file,
      `gives "${name}" of shape [${dims.join(', ')}], and ${dims.length === 0 ? 'one number for all rows' : 'more than a list of numbers for each row'} needs a card.json beside it that says what it means.`,
      name,
    );
  }
  const width = outputWidth(model, index, port) ?? evidence.labels?.length ?? null;
  if (width === null) {
    throw refusal(
      model.file,
      `does not say how many numbers "${name}" has for a row; export it with a fixed shape, or say in a card.json beside it what they mean.`,
      name,
    );
  }
  const kind = kindOfScores(evidence, port);
  if (width === 1) {
    if (kind !== 'sigmoid' && kind !== 'probabilities') return { kind: 'regression', value: name };
    const labels =
      evidence.labels?.length === 2
        ? evidence.labels
        : (metadataClasses(model, 2) ?? ['negative', 'positive']);
    return classification({ probabilities: name, labels });
  }
  const labels =
    (evidence.labels?.length === width ? evidence.labels : null) ?? metadataClasses(model, width);
  if (kind === 'softmax' || kind === 'probabilities')
    return classification({ probabilities: name, labels: labels ?? numbered('class_', width) });
  if (evidence.problem === 'multi_label_classification' || evidence.problem === 'regression') {
    return { kind: 'regression', value: name, targets: labels ?? numbered(`${name}_`, width) };
  }
  const logits = name === 'logits' || model.graph.nodes.at(-1)?.operator === 'LogSoftmax';
  if (kind !== 'sigmoid' && (evidence.labels?.length === width || logits)) {
    evidence.findings.push({
      level: 'checked',
      title: 'Logits',
      text: `"${name}" becomes probabilities of ${width} classes by softmax`,
    });
    return classification({
      probabilities: name,
      labels: labels ?? numbered('class_', width),
      activation: 'softmax',
    });
  }
  return { kind: 'regression', value: name, targets: labels ?? numbered(`${name}_`, width) };
}

function classification(
  outputs: Pick<ClassificationOutputs, 'labels' | 'probabilities'> & Partial<ClassificationOutputs>,
): ClassificationOutputs {
  const [, second] = outputs.labels;
  const twoClasses = outputs.labels.length === 2 && outputs.probabilities !== null;
  return {
    kind: 'classification',
    activation: 'none',
    ...outputs,
    ...(twoClasses ? { positive: second } : {}),
  };
}

function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix}${at}`);
}

function ignored({ findings }: OutputEvidence, ports: readonly OnnxPort[]): void {
  findings.push({
    level: 'look',
    title: 'Outputs not used',
    text: `${ports.map(({ name }) => `"${name}"`).join(', ')}: the card names one output`,
  });
}
