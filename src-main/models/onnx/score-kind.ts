import { attributesOf } from './attributes.ts';
import { type GraphIndex, originOf } from './graph-index.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';

/** What the numbers of an output are, as far as the graph shows it. */
export type ScoreKind = 'softmax' | 'sigmoid' | 'probabilities' | 'scores' | 'unknown';

const farthest = 50;

export function scoreKind(model: OnnxModel, index: GraphIndex, output: string): ScoreKind {
  // A graph can come together and part again at every step; each value is looked at once.
  const known = new Map<string, ScoreKind>();
  const kindOf = (name: string, steps: number): ScoreKind => {
    const origin = originOf(index, name);
    const found = known.get(origin);
    if (found !== undefined) return found;
    known.set(origin, 'unknown');
    const node = index.maker(origin);
    const kind =
      node && steps < farthest
        ? kindOfNode(model, index, node, (input) => kindOf(input, steps + 1))
        : 'unknown';
    known.set(origin, kind);
    return kind;
  };
  return kindOf(output, 0);
}

function kindOfNode(
  model: OnnxModel,
  index: GraphIndex,
  node: OnnxNode,
  kindOf: (name: string) => ScoreKind,
): ScoreKind {
  const of = (input: number): ScoreKind => kindOf(node.inputs[input] ?? '');
  const [first = '', second = ''] = node.inputs;
  switch (node.operator) {
    case 'Softmax':
    case 'QLinearSoftmax':
      return 'softmax';
    case 'Sigmoid':
    case 'QLinearSigmoid':
      return 'sigmoid';
    case 'LinearClassifier':
    case 'SVMClassifier':
    case 'TreeEnsembleClassifier':
      return classifierScores(model, node);
    case 'Normalizer':
      return attributesOf(model, node).text('norm') === 'L1' ? 'probabilities' : 'scores';
    case 'Div':
      if (dividesBySum(index, first, second)) return 'probabilities';
      // One over one plus an exponential: a sigmoid written out.
      if (isConstant(index, first)) return madeBy(index, second, ['Exp']) ? 'sigmoid' : 'unknown';
      return asProbabilities(of(0));
    case 'Exp':
      return madeBy(index, first, ['ReduceLogSumExp', 'LogSoftmax']) ? 'probabilities' : 'unknown';
    case 'ReduceMean':
    case 'Mean':
    case 'Sum':
    case 'Clip':
    case 'Min':
    case 'Max':
    case 'Slice':
    case 'Gather':
    case 'ArrayFeatureExtractor':
    case 'Transpose':
      return asProbabilities(of(0));
    case 'Concat':
      return shares(node.inputs.map(kindOf));
    case 'Sub':
      // One minus a probability.
      return isConstant(index, first) ? asProbabilities(of(1)) : rawOnly(of(0));
    case 'Add':
    case 'Mul':
      return [of(0), of(1)].includes('scores') ? 'scores' : 'unknown';
    case 'Neg':
      return rawOnly(of(0));
    case 'MatMul':
    case 'Gemm':
    case 'LinearRegressor':
    case 'SVMRegressor':
    case 'TreeEnsembleRegressor':
    case 'Sqrt':
    case 'LogSoftmax':
      return 'scores';
    default:
      return 'unknown';
  }
}

/** Parts of probabilities, put together or averaged, are probabilities and no longer those of one softmax. */
function asProbabilities(kind: ScoreKind): ScoreKind {
  return kind === 'softmax' || kind === 'sigmoid' ? 'probabilities' : kind;
}

/** Raw scores moved and stretched are raw scores; of probabilities nothing is known then. */
function rawOnly(kind: ScoreKind): ScoreKind {
  return kind === 'scores' ? 'scores' : 'unknown';
}

function isConstant(index: GraphIndex, name: string): boolean {
  return index.constant(originOf(index, name)) !== undefined;
}

function shares(kinds: readonly ScoreKind[]): ScoreKind {
  const [kind = 'unknown', ...others] = kinds.map(asProbabilities);
  return others.every((other) => other === kind) ? kind : 'unknown';
}

/** Whether a value is divided by the sum over itself, so that rows add up to 1. */
function dividesBySum(index: GraphIndex, value: string, divisor: string): boolean {
  const sum = madeBy(index, divisor, ['ReduceSum', 'ReduceL1']);
  if (!sum) return false;
  const summed = index.maker(originOf(index, sum.inputs[0] ?? ''));
  const origin = originOf(index, value);
  return (
    originOf(index, sum.inputs[0] ?? '') === origin ||
    (summed?.operator === 'Abs' && originOf(index, summed.inputs[0] ?? '') === origin)
  );
}

/** The nearest node of one of these operators that a value is made with. */
function madeBy(index: GraphIndex, name: string, operators: readonly string[]): OnnxNode | undefined {
  const names = [name];
  for (let at = 0; at < Math.min(names.length, 30); at++) {
    const node = index.maker(names[at] ?? '');
    if (!node) continue;
    if (operators.includes(node.operator)) return node;
    for (const input of node.inputs.slice(0, 30)) if (!names.includes(input)) names.push(input);
  }
  return undefined;
}

/** Classifiers of ai.onnx.ml say in `post_transform` what they make of their raw scores. */
function classifierScores(model: OnnxModel, node: OnnxNode): ScoreKind {
  const attributes = attributesOf(model, node);
  if ((attributes.text('post_transform') ?? 'NONE') !== 'NONE') return 'probabilities';
  if (node.operator === 'SVMClassifier') return attributes.has('prob_a') ? 'probabilities' : 'scores';
  if (node.operator === 'LinearClassifier') return 'scores';
  return leavesAreShares(model, node) ? 'probabilities' : 'scores';
}

/**
 * Whether the leaves of a forest hold shares of the classes: none negative, and over all trees they add up to 1 (with one
 * column for two classes, to at most 1).
 */
function leavesAreShares(model: OnnxModel, node: OnnxNode): boolean {
  const attributes = attributesOf(model, node);
  const weights = attributes.floats('class_weights');
  if (weights.length === 0 || weights.some((weight) => !(weight >= 0))) return false;
  const trees = attributes.numbers('class_treeids');
  const nodes = attributes.numbers('class_nodeids');
  // Trees stand one after the other; the sums of one are enough at a time.
  const leaf = new Map<number | undefined, number>();
  let total = 0;
  let tree = trees[0];
  for (const [at, weight] of weights.entries()) {
    if (trees[at] !== tree) {
      total += largestOf(leaf.values());
      leaf.clear();
      tree = trees[at];
    }
    leaf.set(nodes[at], (leaf.get(nodes[at]) ?? 0) + weight);
  }
  total += largestOf(leaf.values());
  const base = attributes.floats('base_values', 1_000).reduce((sum, value) => sum + value, 0);
  const oneColumn = new Set(attributes.numbers('class_ids')).size === 1;
  return oneColumn ? total + base <= 1.001 : Math.abs(total + base - 1) < 0.01;
}

function largestOf(values: Iterable<number>): number {
  let largest = 0;
  for (const value of values) largest = Math.max(largest, value);
  return largest;
}
