import { basename } from 'node:path';
import type { TreeEnsemble } from '../../domain/tree-ensemble.ts';
import { type Attributes, attributesOf } from './attributes.ts';
import { readModelFile } from './model-file.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';
import { readModel } from './read-model.ts';

/** The tree operators of ai.onnx.ml up to version 4, and how each calls the weights of its leaves. */
const weightNames: Readonly<Record<string, string>> = {
  TreeEnsembleClassifier: 'class',
  TreeEnsembleRegressor: 'target',
};
const modeNames: Readonly<Record<string, TreeEnsemble['modes'][number]>> = {
  BRANCH_LEQ: 'leq',
  BRANCH_LT: 'lt',
  LEAF: 'leaf',
};
const float32 = 1;

/** {@link readTreeEnsemble} of a file; null also for one that cannot be read, which the runtime then says better. */
export function readTreesOfFile(path: string): TreeEnsemble | null {
  try {
    return readTreeEnsemble(readModel(readModelFile(path).bytes, basename(path)));
  } catch {
    return null;
  }
}

/**
 * The trees of a model that is trees and nothing else: one float32 matrix in, its scores straight from one ensemble
 * that gives one number a leaf. Null for every other model. What stands in the attributes is taken as it is; whether
 * it hangs together is for the reader of the result to see.
 */
export function readTreeEnsemble(model: OnnxModel): TreeEnsemble | null {
  const { inputs, nodes, outputs } = model.graph;
  const [input] = inputs;
  const ensembles = nodes.filter((node) => node.domain === 'ai.onnx.ml' && node.operator in weightNames);
  const [node] = ensembles;
  if (!input || inputs.length !== 1 || !node || ensembles.length !== 1) return null;
  const width = input.dims?.[1];
  const output = node.operator === 'TreeEnsembleClassifier' ? node.outputs[1] : node.outputs[0];
  if (
    input.elementType !== float32 ||
    input.dims?.length !== 2 ||
    typeof width !== 'number' ||
    node.inputs[0] !== input.name ||
    !outputs.some(({ name }) => name === output)
  ) {
    return null;
  }
  const attributes = attributesOf(model, node);
  const gives = givenBy(node, attributes);
  const modes = attributes.texts('nodes_modes').map((mode) => modeNames[mode]);
  if (output === undefined || gives === null || !modes.every((mode) => mode !== undefined)) return null;

  const weights = weightNames[node.operator] ?? '';
  return {
    input: input.name,
    width,
    output,
    gives,
    base: attributes.floats('base_values')[0] ?? 0,
    treeIds: attributes.numbers('nodes_treeids'),
    nodeIds: attributes.numbers('nodes_nodeids'),
    modes,
    featureIds: attributes.numbers('nodes_featureids'),
    thresholds: attributes.floats('nodes_values'),
    trueIds: attributes.numbers('nodes_truenodeids'),
    falseIds: attributes.numbers('nodes_falsenodeids'),
    nanGoesTrue: attributes.numbers('nodes_missing_value_tracks_true'),
    weights: attributes.floats(`${weights}_weights`),
    weightTreeIds: attributes.numbers(`${weights}_treeids`),
    weightNodeIds: attributes.numbers(`${weights}_nodeids`),
  };
}

function givenBy(node: OnnxNode, attributes: Attributes): TreeEnsemble['gives'] | null {
  const transform = attributes.text('post_transform') ?? 'NONE';
  const inDoubles = [...node.attributes].some(({ name }) => name.endsWith('_as_tensor'));
  if (inDoubles || attributes.floats('base_values', 2).length > 1) return null;
  if (node.operator === 'TreeEnsembleRegressor') {
    const one = (attributes.integer('n_targets') ?? 1) === 1;
    const sums = (attributes.text('aggregate_function') ?? 'SUM') === 'SUM';
    return one && sums && transform === 'NONE' ? 'value' : null;
  }
  const classes =
    attributes.integers('classlabels_int64s', 3).length || attributes.texts('classlabels_strings', 3).length;
  const column = new Set(attributes.numbers('class_ids')).size;
  return classes === 2 && column === 1 && transform === 'LOGISTIC' ? 'pair' : null;
}
