import type { OnnxGraph, OnnxNode, OnnxPort, OnnxTensor } from './model-view.ts';

/** Who makes and who takes a name in the outermost graph. */
export interface GraphIndex {
  maker(name: string): OnnxNode | undefined;
  takers(name: string): readonly OnnxNode[];
  /** An initializer, or what a Constant node holds. */
  constant(name: string): OnnxTensor | undefined;
  /** What the file says of a name: that of an input, or of a value inside. */
  port(name: string): OnnxPort | undefined;
}

export function indexGraph(graph: OnnxGraph): GraphIndex {
  const makers = new Map<string, OnnxNode>();
  const takers = new Map<string, OnnxNode[]>();
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const inputs = new Map(graph.inputs.map((port) => [port.name, port]));
  for (const node of graph.nodes) {
    for (const name of node.outputs) makers.set(name, node);
    for (const name of new Set(node.inputs)) {
      const list = takers.get(name);
      if (list) list.push(node);
      else takers.set(name, [node]);
    }
    const tensor = node.operator === 'Constant' ? node.attributes[0]?.tensors[0] : undefined;
    if (tensor && node.outputs[0] !== undefined) constants.set(node.outputs[0], tensor);
  }
  return {
    maker: (name) => makers.get(name),
    takers: (name) => takers.get(name) ?? [],
    constant: (name) => constants.get(name),
    port: (name) => inputs.get(name) ?? graph.valueInfo.get(name),
  };
}

const hands = new Set([
  'Identity',
  'Cast',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
  'Flatten',
  'Dropout',
  'DequantizeLinear',
  'QuantizeLinear',
]);

/** Whether a node hands on its first input with the same elements in the same order. */
export function handsOn(node: OnnxNode): boolean {
  return node.domain === '' && hands.has(node.operator);
}

/** The name a value had before it was only handed on. */
export function originOf(index: GraphIndex, name: string): string {
  let origin = name;
  for (let node = index.maker(origin), steps = 0; node && handsOn(node) && steps < 1_000; steps++) {
    const [from] = node.inputs;
    if (from === undefined || from === '') break;
    origin = from;
    node = index.maker(origin);
  }
  return origin;
}
