import type { GraphOutline } from '../../contract/models.ts';
import { attributesOf } from './attributes.ts';
import { foldBlocks, type Step } from './blocks.ts';
import { elementBits, elementName } from './element-types.ts';
import { openInputs } from './derive-inputs.ts';
import { type GraphIndex, indexGraph } from './graph-index.ts';
import type { OnnxModel, OnnxNode, OnnxPort } from './model-view.ts';
import { allTensors } from './walk.ts';

const mostSteps = 40;
const mostMetadata = 100;
const longestText = 10_000;
/** Nodes that move values about or hold constants: no step of their own in a picture of the graph. */
const plumbing = new Set(['Constant', 'Identity', 'Cast', 'Shape', 'Unsqueeze', 'Squeeze']);

/** A model file in short. */
export function outlineOf(model: OnnxModel): GraphOutline {
  return {
    nodes: model.nodeCount,
    irVersion: model.irVersion,
    producer: model.producer.slice(0, 200),
    opsets: uniqueOpsets(model),
    inputs: openInputs(model).map(portOf),
    outputs: model.graph.outputs.map(portOf),
    steps: stepsOf(model),
    weightsBytes: weightsBytes(model),
    metadata: Object.fromEntries(
      model.metadata.slice(0, mostMetadata).map(([key, value]) => [key, value.slice(0, longestText)]),
    ),
  };
}

function uniqueOpsets({ opsets }: OnnxModel): GraphOutline['opsets'] {
  const byDomain = new Map(opsets.map(({ domain, version }) => [domain || 'ai.onnx', version]));
  return [...byDomain].map(([domain, version]) => ({ domain, version }));
}

function portOf({ name, kind, elementType, dims }: OnnxPort): GraphOutline['inputs'][number] {
  const type =
    kind === 'tensor' || kind === 'unknown'
      ? elementType === 0
        ? 'unknown'
        : elementName(elementType)
      : kind;
  return { name, type, dims: dims ?? [] };
}

function weightsBytes(model: OnnxModel): number {
  let bytes = 0;
  for (const { dims, elementType } of allTensors(model))
    bytes += Math.ceil((dims.reduce((all, dim) => all * dim, 1) * (elementBits(elementType) ?? 0)) / 8);
  return bytes;
}

/** Runs of alike nodes; repeated blocks are drawn once when they would not fit, and a long tail is counted in one step. */
function stepsOf(model: OnnxModel): GraphOutline['steps'] {
  const index = indexGraph(model.graph);
  const shown = model.graph.nodes.filter(({ operator }) => !plumbing.has(operator));
  const runs: Step[] = [];
  for (const node of shown.length > 0 ? shown : model.graph.nodes) {
    const text = textOf(model, index, node);
    const last = runs.at(-1);
    if (last?.operator === node.operator) {
      last.count++;
      last.nodes++;
      if (text && last.texts.length < 3 && !last.texts.includes(text)) last.texts.push(text);
    } else runs.push({ operator: node.operator, count: 1, nodes: 1, texts: text ? [text] : [] });
  }
  const steps = runs.length > mostSteps ? foldBlocks(runs) : runs;
  if (steps.length > mostSteps) {
    const rest = steps.splice(mostSteps - 1);
    const nodes = rest.reduce((sum, step) => sum + step.nodes, 0);
    steps.push({ operator: '…', count: nodes, nodes, texts: ['more nodes'] });
  }
  return steps.map(({ operator, count, texts }) => ({ operator, count, text: texts.join(', ') }));
}

function textOf(model: OnnxModel, index: GraphIndex, node: OnnxNode): string {
  const attributes = attributesOf(model, node);
  const weights = index.constant(node.inputs[1] ?? '')?.dims;
  switch (node.operator) {
    case 'TreeEnsembleClassifier':
    case 'TreeEnsembleRegressor':
    case 'TreeEnsemble':
      return treesOf(model, node);
    case 'LinearClassifier':
    case 'LinearRegressor':
      return plural(attributes.floats('coefficients').length, 'coefficient');
    case 'SVMClassifier':
    case 'SVMRegressor':
      return `${attributes.text('kernel_type') ?? 'LINEAR'} kernel`;
    case 'Scaler':
      return plural(attributes.floats('scale').length, 'column');
    case 'Gemm':
    case 'MatMul': {
      if (weights?.length !== 2) return '';
      const [a, b] = attributes.integer('transB') ? [weights[1], weights[0]] : weights;
      return `${a} → ${b}`;
    }
    case 'Conv':
    case 'ConvTranspose':
      return weights && weights.length > 2
        ? `${weights.slice(2).join(' × ')}, ${weights[1]} → ${weights[0]}`
        : '';
    case 'Gather':
      return index.constant(node.inputs[0] ?? '')?.dims.join(' × ') ?? '';
    case 'TfIdfVectorizer':
      return plural(attributes.numbers('ngram_indexes').length, 'term');
    case 'OneHotEncoder':
      return plural(
        attributes.texts('cats_strings').length || attributes.numbers('cats_int64s').length,
        'value',
      );
    default:
      return '';
  }
}

/** `100 trees, depth 6`: trees are numbered, and branches come before what they lead to. */
function treesOf(model: OnnxModel, node: OnnxNode): string {
  const attributes = attributesOf(model, node);
  const trees = attributes.numbers('nodes_treeids');
  if (trees.length === 0) return plural(attributes.numbers('tree_roots').length, 'tree');
  const nodeIds = attributes.numbers('nodes_nodeids');
  const [left = [], right = []] = ['nodes_truenodeids', 'nodes_falsenodeids'].map((name) =>
    attributes.numbers(name),
  );
  const depths = new Map<number, number>();
  let deepest = 0;
  let tree: number | undefined;
  for (const [at, nodeId] of nodeIds.entries()) {
    // Trees stand one after the other, each numbered from its root.
    if (trees[at] !== tree) depths.clear();
    tree = trees[at];
    const depth = depths.get(nodeId) ?? 0;
    deepest = Math.max(deepest, depth);
    const [yes = 0, no = 0] = [left[at], right[at]];
    // Leaves lead nowhere.
    if (yes === no) continue;
    depths.set(yes, depth + 1).set(no, depth + 1);
  }
  return `${plural(new Set(trees).size, 'tree')}, depth ${deepest}`;
}

function plural(count: number, what: string): string {
  return `${count.toLocaleString('en-GB')} ${what}${count === 1 ? '' : 's'}`;
}
