import { attributesOf } from './attributes.ts';
import { type GraphIndex, handsOn } from './graph-index.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';
import { integersOfTensor } from './tensor-values.ts';

/**
 * How many columns the graph expects of an input whose shape does not say it: from coefficients, weights and lists that
 * have one entry a column. Indices of columns alone (`sure: false`) show how many
 * there are at least. Null when nothing shows anything.
 */
export function widthOf(
  model: OnnxModel,
  index: GraphIndex,
  input: string,
): { width: number; sure: boolean } | null {
  let bound = 0;
  const seen = new Set<string>();
  const names = [input];
  for (let name = names.pop(); name !== undefined && seen.size < 1_000; name = names.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    for (const node of index.takers(name)) {
      const width = widthByNode(model, index, node, name);
      if (width !== null && width.sure) return width;
      bound = Math.max(bound, width?.width ?? 0);
      if ((handsOn(node) && node.operator !== 'Reshape') || keepsColumns(node)) names.push(...node.outputs);
    }
  }
  return bound > 0 ? { width: bound, sure: false } : null;
}

function keepsColumns(node: OnnxNode): boolean {
  return ['Scaler', 'Imputer', 'Normalizer', 'Binarizer'].includes(node.operator);
}

function widthByNode(
  model: OnnxModel,
  index: GraphIndex,
  node: OnnxNode,
  name: string,
): { width: number; sure: boolean } | null {
  const attributes = attributesOf(model, node);
  const sure = (width: number) => (Number.isInteger(width) && width > 0 ? { width, sure: true } : null);
  // One entry stands for all columns.
  const list = (length: number) => (length > 1 ? sure(length) : null);
  switch (node.operator) {
    case 'Scaler':
      return list(Math.max(attributes.floats('offset').length, attributes.floats('scale').length));
    case 'Imputer':
      return list(
        attributes.floats('imputed_value_floats').length || attributes.numbers('imputed_value_int64s').length,
      );
    case 'LinearRegressor':
      return sure(attributes.floats('coefficients').length / (attributes.integer('targets') ?? 1));
    case 'LinearClassifier':
      return sure(
        attributes.floats('coefficients').length / Math.max(1, attributes.floats('intercepts').length),
      );
    case 'SVMRegressor':
      return sure(
        attributes.floats('support_vectors').length / (attributes.integer('n_supports') || Number.NaN),
      );
    case 'SVMClassifier': {
      const vectors = attributes.numbers('vectors_per_class').reduce((sum, count) => sum + count, 0);
      return sure(attributes.floats('support_vectors').length / vectors);
    }
    case 'TreeEnsembleClassifier':
    case 'TreeEnsembleRegressor':
      return { width: 1 + highest(attributes.numbers('nodes_featureids')), sure: false };
    case 'ArrayFeatureExtractor':
    case 'Gather': {
      const columns = index.constant(node.inputs[1] ?? '');
      const places = columns && node.inputs[0] === name ? integersOfTensor(model, columns) : null;
      return places ? { width: 1 + highest(places), sure: false } : null;
    }
    case 'MatMul':
      return node.inputs[0] === name ? sure(dimOf(index, node.inputs[1], 0)) : null;
    case 'Gemm':
      return node.inputs[0] === name
        ? sure(dimOf(index, node.inputs[1], attributes.integer('transB') ? 1 : 0))
        : null;
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div': {
      const other = node.inputs.find((each) => each !== name);
      const dims = index.constant(other ?? '')?.dims ?? [];
      return dims.length <= 2 ? list(dims.at(-1) ?? 0) : null;
    }
    default:
      return null;
  }
}

function dimOf(index: GraphIndex, name: string | undefined, axis: number): number {
  return index.constant(name ?? '')?.dims[axis] ?? Number.NaN;
}

function highest(values: readonly number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}
