import type { OnnxGraph, OnnxModel, OnnxNode, OnnxPort } from './model-view.ts';
import { refusal } from './refusal.ts';

/**
 * Whether every name in the graph is made once and before it is used: nothing twice, nothing from nowhere, no cycles;
 * in graphs inside nodes too, which may also use names of the graphs around them.
 * @throws MODEL_INVALID
 */
export function checkGraph(model: OnnxModel): void {
  const { file, graph } = model;
  if (graph.nodes.length === 0) throw refusal(file, 'has no nodes: there is nothing to run.');
  if (graph.outputs.length === 0) throw refusal(file, 'has no outputs.');
  if (Math.max(graph.inputs.length - graph.initializers.length, graph.outputs.length) > mostPorts) {
    throw refusal(file, `has more than ${mostPorts.toLocaleString('en-GB')} inputs or outputs.`);
  }
  checkNames(file, graph, noNames);
  for (const made of model.functions) {
    const body = { ...emptyGraph, name: made.name, nodes: made.nodes };
    checkNames(file, { ...body, inputs: made.inputs.map(port), outputs: made.outputs.map(port) }, noNames);
  }
}

const mostPorts = 10_000;

/** Names that can be used at some place. */
type Names = Pick<ReadonlySet<string>, 'has'>;
const noNames: Names = new Set<string>();

const nowhere = { from: 0, to: 0 };
const port = (name: string): OnnxPort => ({
  name,
  whole: nowhere,
  kind: 'unknown',
  elementType: 0,
  dims: null,
});
const emptyGraph: OnnxGraph = {
  name: '',
  whole: nowhere,
  message: nowhere,
  nodes: [],
  initializers: [],
  sparseInitializers: [],
  inputs: [],
  outputs: [],
  valueInfo: new Map(),
};

/** @returns the names that the graph takes from those around it */
function checkNames(file: string, graph: OnnxGraph, around: Names): Set<string> {
  const given = givenNames(file, graph);
  const makers = new Map<string, number>();
  for (const [index, node] of graph.nodes.entries()) {
    for (const name of node.outputs) {
      if (name === '') continue;
      if (makers.has(name) || given.has(name))
        throw refusal(file, `makes "${name}" twice; export it again.`, name);
      makers.set(name, index);
    }
  }
  // Asked and not copied: a file can hold a great many small graphs inside a large one.
  const inside = { has: (name: string) => makers.has(name) || given.has(name) || around.has(name) };
  const outer = new Set<string>();
  const needs = graph.nodes.map((node) => {
    const from = new Set<number>();
    for (const name of usedBy(file, node, inside)) {
      if (name === '') continue;
      const maker = makers.get(name);
      if (maker !== undefined) from.add(maker);
      else if (given.has(name)) continue;
      else if (around.has(name)) outer.add(name);
      else
        throw refusal(
          file,
          `needs "${name}" (${node.operator}), which nothing in it makes; export it again.`,
          name,
        );
    }
    return from;
  });
  for (const { name } of graph.outputs) {
    if (makers.has(name) || given.has(name)) continue;
    if (!around.has(name))
      throw refusal(file, `promises "${name}", which nothing in it makes; export it again.`, name);
    outer.add(name);
  }
  refuseCycles(file, graph.nodes, needs);
  return outer;
}

/** Names that are there before any node runs. */
function givenNames(file: string, graph: OnnxGraph): Set<string> {
  const inputs = unique(
    file,
    graph.inputs.map(({ name }) => name),
    'an input',
  );
  unique(
    file,
    graph.outputs.map(({ name }) => name),
    'an output',
  );
  // An initializer with the name of an input is that input's default.
  const constants = unique(
    file,
    [...graph.initializers, ...graph.sparseInitializers.map(({ values }) => values)].map(({ name }) => name),
    'a constant',
  );
  return new Set([...inputs, ...constants]);
}

function unique(file: string, names: readonly string[], what: string): Set<string> {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === '') throw refusal(file, `has ${what} without a name; export it again.`);
    if (seen.has(name)) throw refusal(file, `has ${what} twice: "${name}"; export it again.`, name);
    seen.add(name);
  }
  return seen;
}

/** Names a node takes, those that graphs inside it take from around them included. */
function* usedBy(file: string, node: OnnxNode, inside: Names): Generator<string> {
  yield* node.inputs;
  for (const { graphs } of node.attributes) {
    for (const inner of graphs) yield* checkNames(file, inner, inside);
  }
}

function refuseCycles(file: string, nodes: readonly OnnxNode[], needs: readonly ReadonlySet<number>[]): void {
  const waitsFor = needs.map((from) => from.size);
  const followers: number[][] = nodes.map(() => []);
  for (const [index, from] of needs.entries()) for (const maker of from) followers[maker]?.push(index);
  const ready = [...waitsFor.keys()].filter((index) => waitsFor[index] === 0);
  let done = 0;
  for (let index = ready.pop(); index !== undefined; index = ready.pop()) {
    done++;
    for (const follower of followers[index] ?? []) {
      const left = (waitsFor[follower] ?? 0) - 1;
      waitsFor[follower] = left;
      if (left === 0) ready.push(follower);
    }
  }
  if (done === nodes.length) return;
  const stuck = nodes[waitsFor.findIndex((left) => left > 0)];
  throw refusal(
    file,
    `goes in a circle: ${stuck?.operator} needs what is made from its own output "${stuck?.outputs[0]}"; export it again.`,
  );
}
