import type { ImportFinding } from '../../contract/models.ts';
import { namesIn } from './class-names.ts';
import { correctShapes } from './correct-shapes.ts';
import { deadNodes } from './dead-nodes.ts';
import { flattenLabels } from './flatten-labels.ts';
import { type GraphIndex, indexGraph, originOf } from './graph-index.ts';
import { inferElementType } from './infer-type.ts';
import { joinColumns } from './join-columns.ts';
import type { OnnxModel, OnnxNode, OnnxPort } from './model-view.ts';
import { refusal } from './refusal.ts';
import { setLocale } from './set-locale.ts';
import type { Edit } from './splice.ts';
import { messageField, textField } from './wire.ts';

export interface Rewritten {
  /** The model as it will be: same bytes, without the nodes and outputs that go. */
  model: OnnxModel;
  edits: Edit[];
  findings: ImportFinding[];
  /** Class names by the output that holds their probabilities. */
  classesOf: Map<string, string[]>;
  /** Outputs that are no tensors and were left out. */
  leftOut: string[];
}

/** What is being changed: outputs as they will be, and names of those that go. */
interface Rewriting extends Rewritten {
  index: GraphIndex;
  outputs: OnnxPort[];
  gone: string[];
}

/**
 * What must change for the runtime to give every output as a tensor with a row for each row: lists of maps (scikit-learn's
 * ZipMap) give way to the matrix they were made from, and other lists, maps and optional values are left out as long as
 * something usable remains. Where the program runs matters for text vectorisers alone.
 * @throws MODEL_INVALID when nothing usable remains, or when an input is no tensor
 */
export function rewriteModel(model: OnnxModel, platform: NodeJS.Platform): Rewritten {
  refuseInputs(model);
  const state: Rewriting = {
    model,
    edits: [],
    findings: [],
    classesOf: new Map(),
    leftOut: [],
    index: indexGraph(model.graph),
    outputs: [],
    gone: [],
  };
  keepTensors(state);
  joinClassColumns(state);
  const { graph } = model;
  const dead = deadNodes(graph, new Set(state.outputs.map(({ name }) => name)), state.gone);
  for (const { whole } of dead) state.edits.push({ whole, parts: [] });
  const corrected = correctShapes(model, state.index, state.outputs);
  const flattened = flattenLabels(model, state.index, state.outputs);
  const locale = setLocale(model, platform);
  for (const { edits, findings } of [corrected, flattened, locale]) {
    state.edits.push(...edits);
    state.findings.push(...findings);
  }
  const nodes = graph.nodes
    .filter((node) => !dead.has(node))
    .flatMap((node) => flattened.nodes.get(node) ?? [node]);
  const nodeCount = model.nodeCount + nodes.length - graph.nodes.length;
  const { edits, findings, classesOf, leftOut, outputs } = state;
  return {
    model: { ...model, graph: { ...graph, outputs, nodes }, nodeCount },
    edits,
    findings,
    classesOf,
    leftOut,
  };
}

function refuseInputs({ graph, file }: OnnxModel): void {
  const constants = new Set(graph.initializers.map(({ name }) => name));
  for (const { name, kind } of graph.inputs) {
    if (kind === 'tensor' || constants.has(name)) continue;
    throw refusal(
      file,
      `takes "${name}" as ${inWords(kind)}, and only tensors can be given; export it with tensors as inputs.`,
      name,
    );
  }
}

function keepTensors(state: Rewriting): void {
  const { model, index, outputs, edits, findings, gone } = state;
  const { graph, file } = model;
  const kept = new Set(graph.outputs.filter(({ kind }) => isUsable(kind)).map(({ name }) => name));
  for (const port of graph.outputs) {
    if (isUsable(port.kind)) {
      outputs.push(port);
      continue;
    }
    gone.push(port.name);
    const source = index.maker(originOf(index, port.name));
    const exposed = source ? withoutZipMap(model, index, source, port) : null;
    if (!exposed) {
      edits.push({ whole: port.whole, parts: [] });
      state.leftOut.push(port.name);
      const by = source ? ` made by ${source.operator}` : '';
      const text = `"${port.name}" is ${inWords(port.kind)}${by}; only tensors can be used`;
      findings.push({ level: 'changed', title: 'Output left out', text });
      continue;
    }
    const { output, classes } = exposed;
    if (classes) state.classesOf.set(output.name, classes);
    edits.push({ whole: port.whole, parts: kept.has(output.name) ? [] : [outputField(output.name)] });
    if (!kept.has(output.name)) outputs.push(output);
    kept.add(output.name);
    findings.push({
      level: 'changed',
      title: 'ZipMap removed',
      text: `"${port.name}" was a list of maps; the matrix it was made from, "${output.name}", is given instead${classes ? `, with the classes ${someOf(classes)}` : ''}`,
    });
  }
  if (outputs.length > 0) return;
  const [first] = graph.outputs;
  throw refusal(
    file,
    `gives nothing but lists and maps ("${first?.name}" is ${inWords(first?.kind ?? 'unknown')}), and only tensors can be used; export it without them.`,
  );
}

function joinClassColumns({ model, index, outputs, edits, findings, gone, classesOf }: Rewriting): void {
  const joined = joinColumns(model, index, outputs);
  if (!joined) return;
  const { from, to, classes } = joined;
  gone.push(...from.map(({ name }) => name));
  classesOf.set(to.name, classes);
  for (const { whole } of from)
    edits.push({ whole, parts: whole === to.whole ? [outputField(to.name)] : [] });
  findings.push({
    level: 'changed',
    title: 'Columns joined',
    text: `${from.length} outputs with one probability each are the columns of "${to.name}", which is given instead`,
  });
  outputs.splice(0, outputs.length, ...outputs.filter((port) => !from.includes(port)), to);
}

/** Outputs without a type get theirs from the runtime. */
function isUsable(kind: OnnxPort['kind']): boolean {
  return kind === 'tensor' || kind === 'unknown';
}

/** The matrix that a ZipMap makes maps of. The runtime finds its type and shape by itself. */
function withoutZipMap(
  model: OnnxModel,
  index: GraphIndex,
  node: OnnxNode,
  { whole }: OnnxPort,
): { output: OnnxPort; classes: string[] | null } | null {
  const [name] = node.inputs;
  if (node.operator !== 'ZipMap' || node.domain !== 'ai.onnx.ml' || !name) return null;
  const classes = namesIn(model, node);
  const dims = index.port(name)?.dims ?? ['', classes?.length ?? ''];
  const elementType = inferElementType(model, index, name);
  return { output: { name, whole, kind: 'tensor', elementType, dims }, classes };
}

/** An output of the graph without its type, which the runtime finds. */
function outputField(name: string): Buffer {
  return messageField(12, textField(1, name));
}

function inWords(kind: OnnxPort['kind']): string {
  return (
    {
      tensor: 'a tensor',
      sequence: 'a list',
      map: 'a map',
      optional: 'an optional value',
      sparse: 'a sparse tensor',
      opaque: 'a value of its own kind',
      unknown: 'a value of unknown kind',
    } as const
  )[kind];
}

/** A few names of many. */
export function someOf(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => (name.length > 30 ? `${name.slice(0, 29)}…` : name));
  return names.length > shown.length
    ? `${shown.join(', ')} and ${names.length - shown.length} more`
    : shown.join(', ');
}
