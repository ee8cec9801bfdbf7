import { attributesOf } from './attributes.ts';
import { namesIn } from './class-names.ts';
import type { GraphIndex } from './graph-index.ts';
import type { OnnxModel, OnnxNode, OnnxPort } from './model-view.ts';

const sameWidth = new Set([
  'Identity',
  'Cast',
  'Relu',
  'Sigmoid',
  'Tanh',
  'Softmax',
  'LogSoftmax',
  'Clip',
  'Normalizer',
  'DequantizeLinear',
  'QuantizeLinear',
  'Exp',
  'Sqrt',
]);

/**
 * Numbers in a row of an output: by the weights it is made with, else by its shape; null when neither says it. Shapes come
 * second because exporters declare wrong ones (skl2onnx: [rows, 1] for trees with two targets).
 */
export function outputWidth(model: OnnxModel, index: GraphIndex, { name, dims }: OnnxPort): number | null {
  if (dims?.length === 1) return 1;
  if (dims !== null && dims.length !== 2) return null;
  const last = dims?.at(-1);
  return widthByWeights(model, index, name) ?? (typeof last === 'number' ? last : null);
}

function widthByWeights(model: OnnxModel, index: GraphIndex, name: string): number | null {
  let at = name;
  for (let steps = 0; steps < 100; steps++) {
    const node = index.maker(at);
    if (!node) return null;
    const width = madeWidth(model, index, node);
    if (width !== null) return width;
    if (!sameWidth.has(node.operator)) return null;
    at = node.inputs[0] ?? '';
  }
  return null;
}

function madeWidth(model: OnnxModel, index: GraphIndex, node: OnnxNode): number | null {
  const attributes = attributesOf(model, node);
  switch (node.operator) {
    case 'LinearRegressor':
      return attributes.integer('targets') ?? 1;
    case 'TreeEnsembleRegressor':
    case 'TreeEnsemble':
      return attributes.integer('n_targets') ?? 1;
    case 'SVMRegressor':
      return 1;
    case 'LinearClassifier':
    case 'SVMClassifier':
    case 'TreeEnsembleClassifier':
    case 'ZipMap':
      return namesIn(model, node)?.length ?? null;
    case 'Gemm':
      return index.constant(node.inputs[1] ?? '')?.dims[attributes.integer('transB') ? 0 : 1] ?? null;
    case 'MatMul':
      return index.constant(node.inputs[1] ?? '')?.dims.at(-1) ?? null;
    case 'Add':
    case 'Sub':
    case 'Mul':
    case 'Div': {
      // A bias has one entry a column; of a single number nothing can be told.
      const widths = node.inputs.map((name) => index.constant(name)?.dims.at(-1) ?? 0);
      const widest = Math.max(0, ...widths);
      if (widest > 1) return widest;
      const other = node.inputs.find((name) => !index.constant(name));
      const maker = other === undefined ? undefined : index.maker(other);
      return maker && (maker.operator === 'MatMul' || maker.operator === 'Gemm')
        ? madeWidth(model, index, maker)
        : null;
    }
    default:
      return null;
  }
}
