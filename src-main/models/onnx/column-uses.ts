import { attributesOf } from './attributes.ts';
import { type GraphIndex, handsOn } from './graph-index.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';
import { integersOfTensor } from './tensor-values.ts';

const mostSteps = 500;

/**
 * The nodes that first do something with one column of an input: what only hands columns on, brings them together or picks
 * some is looked through.
 */
export function usesOfColumn(model: OnnxModel, index: GraphIndex, input: string, column: number): OnnxNode[] {
  const uses: OnnxNode[] = [];
  const seen = new Set<string>();
  const places = [{ name: input, column }];
  const follow = (name: string | undefined, at: number): void => {
    if (name !== undefined && !seen.has(`${at} ${name}`)) places.push({ name, column: at });
    seen.add(`${at} ${name}`);
  };
  for (let place = places.pop(); place && seen.size < mostSteps; place = places.pop()) {
    const { name, column: at } = place;
    for (const node of index.takers(name)) {
      const [output] = node.outputs;
      const picked = pickedColumns(model, index, node, name);
      if (picked) for (const [to, from] of picked.entries()) if (from === at) follow(output, to);
      if (picked) continue;
      if (node.operator === 'Concat') {
        const offset = offsetIn(model, index, node, name);
        if (offset !== null) follow(output, offset + at);
      } else if (handsOn(node) && (node.operator !== 'Reshape' || widthOfValue(model, index, name) === 1)) {
        follow(output, at);
      } else uses.push(node);
    }
  }
  return uses;
}

/** Which columns a node picks out of a value; null when it does something else. */
function pickedColumns(model: OnnxModel, index: GraphIndex, node: OnnxNode, name: string): number[] | null {
  if (node.inputs[0] !== name) return null;
  const picks =
    node.operator === 'ArrayFeatureExtractor' ||
    (node.operator === 'Gather' && [1, -1].includes(attributesOf(model, node).integer('axis') ?? 0));
  const columns = picks ? index.constant(node.inputs[1] ?? '') : undefined;
  return columns ? integersOfTensor(model, columns) : null;
}

/** Columns before a value in a Concat over columns. */
function offsetIn(model: OnnxModel, index: GraphIndex, node: OnnxNode, name: string): number | null {
  if (![1, -1].includes(attributesOf(model, node).integer('axis') ?? 1)) return null;
  let offset = 0;
  for (const input of node.inputs) {
    if (input === name) return offset;
    const width = widthOfValue(model, index, input);
    if (width === null) return null;
    offset += width;
  }
  return null;
}

function widthOfValue(model: OnnxModel, index: GraphIndex, name: string): number | null {
  let at = name;
  for (let steps = 0; steps < 50; steps++) {
    const port = model.graph.inputs.find((input) => input.name === at) ?? model.graph.valueInfo.get(at);
    const last = port?.dims?.length === 2 ? port.dims[1] : undefined;
    if (typeof last === 'number') return last;
    const node = index.maker(at);
    const [from] = node?.inputs ?? [];
    if (!node || from === undefined) return null;
    const picked = pickedColumns(model, index, node, from);
    if (picked) return picked.length;
    if (!handsOn(node) || node.operator === 'Reshape') return null;
    at = from;
  }
  return null;
}
