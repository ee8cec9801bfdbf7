import { attributesOf } from './attributes.ts';
import { type GraphIndex, handsOn } from './graph-index.ts';
import type { OnnxModel, OnnxNode } from './model-view.ts';
import { integersOfTensor } from './tensor-values.ts';

const mostSteps = 500;

/** Where the columns of a value go, and who does something else with them. */
interface Onward {
  /** By column: values that take it, and which column it is there. */
  picked: Map<number, { name: string; column: number }[]>;
  shifted: { name: string; by: number }[];
  uses: OnnxNode[];
}

/**
 * Finds the nodes that first do something with one column of an input: what only hands columns on, brings them together
 * or picks some is looked through.
 */
export function columnUses(
  model: OnnxModel,
  index: GraphIndex,
): (input: string, column: number) => OnnxNode[] {
  // Tables have thousands of columns that meet in one value and part again.
  const known = new Map<string, Onward>();
  const offsets = new Map<OnnxNode, Map<string, number>>();

  function onwardFrom(name: string): Onward {
    const found = known.get(name);
    if (found) return found;
    const onward: Onward = { picked: new Map(), shifted: [], uses: [] };
    known.set(name, onward);
    for (const node of index.takers(name)) {
      const [output = ''] = node.outputs;
      const picked = pickedColumns(model, index, node, name);
      if (picked) {
        for (const [column, from] of picked.entries())
          onward.picked.set(from, [...(onward.picked.get(from) ?? []), { name: output, column }]);
      } else if (node.operator === 'Concat') {
        const by = offsetsIn(node).get(name);
        if (by !== undefined) onward.shifted.push({ name: output, by });
      } else if (handsOn(node) && (node.operator !== 'Reshape' || widthOfValue(model, index, name) === 1)) {
        onward.shifted.push({ name: output, by: 0 });
      } else onward.uses.push(node);
    }
    return onward;
  }

  /** Columns before each value in a Concat over columns, as far as their widths are known. */
  function offsetsIn(node: OnnxNode): Map<string, number> {
    const found = offsets.get(node);
    if (found) return found;
    const made = new Map<string, number>();
    offsets.set(node, made);
    if (![1, -1].includes(attributesOf(model, node).integer('axis') ?? 1)) return made;
    let offset = 0;
    for (const input of node.inputs) {
      if (!made.has(input)) made.set(input, offset);
      const width = widthOfValue(model, index, input);
      if (width === null) break;
      offset += width;
    }
    return made;
  }

  return (input, column) => {
    const uses: OnnxNode[] = [];
    const seen = new Set<string>();
    const places = [{ name: input, column }];
    for (let place = places.pop(); place && seen.size < mostSteps; place = places.pop()) {
      const { name, column: at } = place;
      if (seen.has(`${at} ${name}`)) continue;
      seen.add(`${at} ${name}`);
      const { picked, shifted, uses: ends } = onwardFrom(name);
      uses.push(...ends);
      places.push(...(picked.get(at) ?? []));
      places.push(...shifted.map(({ name: to, by }) => ({ name: to, column: at + by })));
    }
    return uses;
  };
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

function widthOfValue(model: OnnxModel, index: GraphIndex, name: string): number | null {
  let at = name;
  for (let steps = 0; steps < 50; steps++) {
    const dims = index.port(at)?.dims;
    const last = dims?.length === 2 ? dims[1] : undefined;
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
