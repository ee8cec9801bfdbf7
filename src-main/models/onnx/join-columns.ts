import { attributesOf } from './attributes.ts';
import { classNames } from './class-names.ts';
import { elementName } from './element-types.ts';
import { type GraphIndex, originOf } from './graph-index.ts';
import type { OnnxModel, OnnxNode, OnnxPort } from './model-view.ts';
import { integersOfTensor } from './tensor-values.ts';

/**
 * Outputs that hold the probability of one class each (scikit-learn's `zipmap='columns'`), when together they are the
 * columns of one matrix in order: that matrix as an output in their place.
 */
export function joinColumns(
  model: OnnxModel,
  index: GraphIndex,
  outputs: readonly OnnxPort[],
): { from: OnnxPort[]; to: OnnxPort; classes: string[] } | null {
  const from = outputs.filter(({ elementType }) => elementName(elementType).startsWith('float'));
  const labels = outputs.filter(({ elementType }) => !elementName(elementType).startsWith('float'));
  const [label] = labels;
  const [first] = from;
  if (!first || !label || labels.length > 1 || from.length < 2) return null;
  const classes = classNames(model, index, label.name);
  if (classes?.length !== from.length) return null;
  const columns = from.map(({ name }) => index.maker(originOf(index, name)));
  const [matrix] = columns[0]?.inputs ?? [];
  const inOrder = columns.every(
    (node, at) => node?.inputs[0] === matrix && columnOf(model, index, node) === at,
  );
  if (matrix === undefined || !inOrder) return null;
  return {
    from,
    to: { ...first, name: matrix, dims: ['', classes.length] },
    classes,
  };
}

/** Which column a node takes out of a matrix. */
function columnOf(model: OnnxModel, index: GraphIndex, node: OnnxNode | undefined): number | null {
  if (!node || !['Slice', 'Gather', 'ArrayFeatureExtractor'].includes(node.operator)) return null;
  const places = index.constant(node.inputs[1] ?? '');
  if (places) return integersOfTensor(model, places)?.[0] ?? null;
  const [start] = attributesOf(model, node).numbers('starts', 2);
  return start ?? null;
}
