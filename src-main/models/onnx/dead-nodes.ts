import type { OnnxGraph, OnnxNode } from './model-view.ts';
import { allGraphs } from './walk.ts';

/**
 * Nodes that nothing needs any more once some outputs are gone: their makers, and what only those needed.
 * @param wanted names of the outputs that remain
 * @param gone names of the outputs that go
 */
export function deadNodes(
  graph: OnnxGraph,
  wanted: ReadonlySet<string>,
  gone: readonly string[],
): Set<OnnxNode> {
  const uses = new Map<string, number>();
  const makers = new Map<string, OnnxNode>();
  for (const node of graph.nodes) {
    for (const name of node.outputs) makers.set(name, node);
    for (const name of usedBy(node)) uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  const dead = new Set<OnnxNode>();
  const suspects = gone.flatMap((name) => makers.get(name) ?? []);
  for (let node = suspects.pop(); node; node = suspects.pop()) {
    if (dead.has(node) || node.outputs.some((name) => wanted.has(name) || (uses.get(name) ?? 0) > 0))
      continue;
    dead.add(node);
    for (const name of usedBy(node)) {
      uses.set(name, (uses.get(name) ?? 1) - 1);
      const maker = makers.get(name);
      if (maker) suspects.push(maker);
    }
  }
  return dead;
}

/** Names a node takes, and every name that graphs inside it mention. */
function* usedBy(node: OnnxNode): Generator<string> {
  yield* node.inputs;
  for (const { graphs } of node.attributes) {
    for (const inner of graphs.flatMap((graph) => [...allGraphs(graph)])) {
      for (const { inputs } of inner.nodes) yield* inputs;
      for (const { name } of inner.outputs) yield name;
    }
  }
}
