import type { ImportFinding } from '../../contract/models.ts';
import { namesIn } from './class-names.ts';
import { type GraphIndex, indexGraph, originOf } from './graph-index.ts';
import { inferElementType } from './infer-type.ts';
import { joinColumns } from './join-columns.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxPort } from './model-view.ts';
import { refusal } from './refusal.ts';
import type { Edit } from './splice.ts';
import { deadNodes } from './dead-nodes.ts';
import { messageField, textField } from './wire.ts';

export interface Rewritten {
  /** The model as it will be: same bytes, without the nodes and outputs that go. */
  model: OnnxModel;
  edits: Edit[];
  findings: ImportFinding[];
  /** Class names by the output that holds their probabilities. */
  classesOf: Map<string, string[]>;
}

/**
 * What must change for the runtime to give every output as a tensor: lists of maps (scikit-learn's ZipMap) give way to the
 * matrix they were made from, and other lists, maps and optional values are left out as long as something usable remains.
 * @throws MODEL_INVALID when nothing does, or when an input is no tensor
 */
export function rewriteModel(model: OnnxModel): Rewritten {
  const { graph, file } = model;
  const constants = new Set(graph.initializers.map(({ name }) => name));
  for (const { name, kind } of graph.inputs) {
    if (kind !== 'tensor' && !constants.has(name))
      throw refusal(
        file,
        `takes "${name}" as ${inWords(kind)}, and only tensors can be given; export it with tensors as inputs.`,
        name,
      );
  }
  const index = indexGraph(graph);
  const result: Rewritten = { model, edits: [], findings: [], classesOf: new Map() };
  const outputs: OnnxPort[] = [];
  const gone: string[] = [];
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
      result.edits.push({ whole: port.whole, parts: [] });
      result.findings.push({
        level: 'changed',
        title: 'Output left out',
        text: `"${port.name}" is ${inWords(port.kind)}${source ? ` made by ${source.operator}` : ''}; only tensors can be used`,
      });
      continue;
    }
    const { output, field, classes } = exposed;
    if (classes) result.classesOf.set(output.name, classes);
    result.edits.push({ whole: port.whole, parts: kept.has(output.name) ? [] : [field] });
    if (!kept.has(output.name)) outputs.push(output);
    kept.add(output.name);
    result.findings.push({
      level: 'changed',
      title: 'ZipMap removed',
      text: `"${port.name}" was a list of maps; the matrix it was made from, "${output.name}", is given instead${classes ? `, with the classes ${someOf(classes)}` : ''}`,
    });
  }
  if (outputs.length === 0) {
    const [first] = graph.outputs;
    throw refusal(
      file,
      `gives nothing but lists and maps ("${first?.name}" is ${inWords(first?.kind ?? 'unknown')}), and only tensors can be used; export it without them.`,
    );
  }
  const joined = joinColumns(model, index, outputs);
  if (joined) {
    const { from, to, classes } = joined;
    gone.push(...from.map(({ name }) => name));
    result.classesOf.set(to.name, classes);
    result.edits.push(
      ...from.map(({ whole }) => ({ whole, parts: whole === to.whole ? [outputField(to.name)] : [] })),
    );
    result.findings.push({
      level: 'changed',
      title: 'Columns joined',
      text: `${from.length} outputs with one probability each are the columns of "${to.name}", which is given instead`,
    });
    outputs.splice(0, outputs.length, ...outputs.filter((port) => !from.includes(port)), to);
  }
  const dead = deadNodes(graph, new Set(outputs.map(({ name }) => name)), gone);
  for (const { whole } of dead) result.edits.push({ whole, parts: [] });
  const remaining: OnnxGraph = { ...graph, outputs, nodes: graph.nodes.filter((node) => !dead.has(node)) };
  return { ...result, model: { ...model, graph: remaining } };
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
): { output: OnnxPort; field: Buffer; classes: string[] | null } | null {
  const [name] = node.inputs;
  if (node.operator !== 'ZipMap' || node.domain !== 'ai.onnx.ml' || !name) return null;
  const classes = namesIn(model, node);
  const dims = model.graph.valueInfo.get(name)?.dims ?? ['', classes?.length ?? ''];
  const elementType = inferElementType(model, index, name);
  return {
    output: { name, whole, kind: 'tensor', elementType, dims },
    field: outputField(name),
    classes,
  };
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
