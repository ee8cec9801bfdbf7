import type {
  OnnxAttribute,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  SparseTensor,
} from './model-view.ts';

/** The graph and every graph inside it. */
export function* allGraphs(graph: OnnxGraph): Generator<OnnxGraph> {
  yield graph;
  yield* graphsIn(graph.nodes);
}

function* graphsIn(nodes: readonly OnnxNode[]): Generator<OnnxGraph> {
  for (const node of nodes) yield* graphsOf(node.attributes);
}

function* graphsOf(attributes: readonly OnnxAttribute[]): Generator<OnnxGraph> {
  for (const attribute of attributes) for (const inner of attribute.graphs) yield* allGraphs(inner);
}

/** Every graph of a model, those inside functions included. */
export function* everyGraph(model: OnnxModel): Generator<OnnxGraph> {
  yield* allGraphs(model.graph);
  for (const made of model.functions) {
    yield* graphsIn(made.nodes);
    yield* graphsOf(made.defaults);
  }
}

export function* allNodes(model: OnnxModel): Generator<OnnxNode> {
  for (const made of model.functions) yield* made.nodes;
  for (const graph of everyGraph(model)) yield* graph.nodes;
}

/** Every tensor with elements in it, and every sparse one. */
export function* allTensors(model: OnnxModel): Generator<OnnxTensor> {
  for (const graph of everyGraph(model)) yield* graph.initializers;
  for (const attribute of allAttributes(model)) yield* attribute.tensors;
  for (const { values, indices } of allSparse(model)) {
    yield values;
    yield indices;
  }
}

export function* allSparse(model: OnnxModel): Generator<SparseTensor> {
  for (const graph of everyGraph(model)) yield* graph.sparseInitializers;
  for (const attribute of allAttributes(model)) yield* attribute.sparseTensors;
}

function* allAttributes(model: OnnxModel): Generator<OnnxAttribute> {
  for (const made of model.functions) yield* made.defaults;
  for (const node of allNodes(model)) yield* node.attributes;
}
