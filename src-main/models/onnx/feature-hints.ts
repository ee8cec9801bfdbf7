import type { ModelInput } from '../../contract/card.ts';
import { attributesOf } from './attributes.ts';
import type { GraphIndex } from './graph-index.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';

const mostValues = 100_000;

/** A column of an input: the nodes that use it. */
export interface Column {
  model: OnnxModel;
  index: GraphIndex;
  uses: readonly OnnxNode[];
}

/** Whole numbers: an example that an encoder knows, and the rows of a table that the number looks up. */
export function integerFeature({ model, index, uses }: Column, name: string): ModelInput {
  const [example] = uses.flatMap((node) => attributesOf(model, node).numbers('cats_int64s', 1));
  const rows = Math.min(...uses.map((node) => lookedUpRows(index, node)));
  return {
    name,
    type: 'integer',
    ...(example === undefined ? {} : { example }),
    ...(Number.isFinite(rows) ? { range: [0, rows - 1] } : {}),
  };
}

/** A text: a category where an encoder stops at any value it does not know; whether an empty one is expected. */
export function textFeature({ model, uses }: Column, name: string): ModelInput {
  const encoders = uses.filter(({ operator }) => operator === 'OneHotEncoder');
  const valuesOf = (node: OnnxNode): string[] => attributesOf(model, node).texts('cats_strings', mostValues);
  const strict = encoders.filter((node) => attributesOf(model, node).integer('zeros') === 0).map(valuesOf);
  const allowed = [...new Set(strict[0])].filter((value) => strict.every((values) => values.includes(value)));
  const [example] = allowed.length > 0 ? allowed : encoders.flatMap(valuesOf);
  const common = {
    name,
    ...(uses.some((node) => replacesEmpty(model, node)) ? { acceptsMissing: true } : {}),
    ...(example === undefined ? {} : { example }),
  };
  return allowed.length > 0 ? { ...common, type: 'category', values: allowed } : { ...common, type: 'text' };
}

/** Rows of the table that a Gather looks numbers up in: what lies beyond stops the model. */
function lookedUpRows(index: GraphIndex, node: OnnxNode): number {
  const table = node.operator === 'Gather' ? index.constant(node.inputs[0] ?? '') : undefined;
  return table?.dims[0] ?? Number.POSITIVE_INFINITY;
}

/** As skl2onnx writes an imputer of texts: a LabelEncoder that tells the empty text from all others. */
function replacesEmpty(model: OnnxModel, node: OnnxNode): boolean {
  if (node.operator !== 'LabelEncoder') return false;
  const keys = attributesOf(model, node).texts('keys_strings', 2);
  return keys.length === 1 && keys[0] === '';
}
