import { attributesOf } from './attributes.ts';
import { elementBits, elementName } from './element-types.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxPort, OnnxTensor } from './model-view.ts';
import { refusal } from './refusal.ts';
import { integersOfTensor } from './tensor-values.ts';
import { allSparse, allTensors, everyGraph } from './walk.ts';

/** 256 MiB of float32: no input, output or constant that a graph makes by itself is honestly larger. */
const mostElements = 2 ** 26;

/**
 * Whether tensors are as large as they say, and nothing asks for more memory than any honest model.
 * @throws MODEL_INVALID
 */
export function checkTensors(model: OnnxModel): void {
  for (const tensor of allTensors(model)) checkSize(model.file, tensor);
  for (const { values, dims } of allSparse(model)) refuseLarge(model.file, values.name, dims);
  for (const { inputs, outputs, valueInfo } of everyGraph(model)) {
    for (const port of [...inputs, ...outputs, ...valueInfo.values()]) checkPort(model.file, port);
  }
  for (const graph of everyGraph(model)) checkMadeConstants(model, graph);
}

/** Bytes (or, of strings, entries) that the dims ask for. */
function checkSize(file: string, tensor: OnnxTensor): void {
  const bits = elementBits(tensor.elementType);
  const shape = `[${tensor.dims.join(', ')}]`;
  const who = tensor.name === '' ? 'a constant' : `the constant "${tensor.name}"`;
  if (bits === null)
    throw refusal(file, `has ${who} of an unknown element type (${tensor.elementType}).`, tensor.name);
  const elements = product(tensor.dims);
  if (elements === null || elements > 2 ** 31) {
    throw refusal(file, `has ${who} of shape ${shape}: larger than a model can be.`, tensor.name);
  }
  if (tensor.external) {
    if (!tensor.raw && tensor.counts.size === 0) return;
    throw refusal(
      file,
      `is damaged: ${who} is kept in the file and beside it; export it again.`,
      tensor.name,
    );
  }
  const problem = storageProblem(tensor, bits, elements);
  if (problem !== null) {
    throw refusal(
      file,
      `is damaged: ${who} of shape ${shape} (${elementName(tensor.elementType)}) ${problem}; export it again.`,
      tensor.name,
    );
  }
}

/** Whether a tensor holds what its shape asks for: bytes in one piece, or entries one by one. */
function storageProblem(
  { raw, counts, elementType }: OnnxTensor,
  bits: number,
  elements: number,
): string | null {
  const entries = [...counts.values()].reduce((sum, count) => sum + count, 0);
  if (raw && raw.to > raw.from) {
    const wants = Math.ceil((elements * bits) / 8);
    if (entries > 0 || bits === 0) return 'is kept in two ways';
    return raw.to - raw.from === wants ? null : `needs ${wants} bytes and has ${raw.to - raw.from}`;
  }
  // Types under a byte are packed into entries of eight bits; complex numbers take two entries.
  const complex = elementName(elementType).startsWith('complex');
  const wants = bits > 0 && bits < 8 ? Math.ceil((elements * bits) / 8) : complex ? elements * 2 : elements;
  return entries === wants ? null : `needs ${wants} entries and has ${entries}`;
}

/** Elements of a shape; null for a negative length or more than a double counts exactly. */
function product(dims: readonly number[]): number | null {
  let elements = 1;
  for (const dim of dims) {
    if (dim < 0) return null;
    elements *= dim;
  }
  // 2^40 times 0 is 0 elements, and still a shape that overflows what counts it.
  const largest = dims.reduce((all, dim) => all * Math.max(dim, 1), 1);
  return largest > Number.MAX_SAFE_INTEGER ? null : elements;
}

function checkPort(file: string, { name, kind, dims, elementType }: OnnxPort): void {
  if (kind !== 'tensor') return;
  if (elementType !== 0 && elementBits(elementType) === null)
    throw refusal(file, `has "${name}" of an unknown element type (${elementType}).`, name);
  refuseLarge(file, name, dims?.filter((dim) => typeof dim === 'number') ?? []);
}

function refuseLarge(file: string, name: string, dims: readonly number[]): void {
  const elements = product(dims);
  if (elements !== null && elements <= mostElements) return;
  throw refusal(
    file,
    `has "${name}" of shape [${dims.join(', ')}], more than the ${mostElements.toLocaleString('en-GB')} elements that are taken; export it with smaller or open dimensions.`,
    name,
  );
}

/** Which input of an operator is the shape of what it makes. */
const shapeInputs: ReadonlyMap<string, number> = new Map([
  ['ConstantOfShape', 0],
  ['Expand', 1],
]);

/** Constants that nodes make from a few bytes, as far as the file says how large they become. */
function checkMadeConstants(model: OnnxModel, graph: OnnxGraph): void {
  const { file } = model;
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  for (const node of graph.nodes) {
    const [made] = node.operator === 'Constant' ? node.attributes.flatMap(({ tensors }) => tensors) : [];
    if (made && node.outputs[0]) constants.set(node.outputs[0], made);
  }
  const valuesOf = (node: OnnxNode, input: number): number[] | null => {
    const tensor = constants.get(node.inputs[input] ?? '');
    return tensor ? integersOfTensor(model, tensor) : null;
  };
  for (const node of graph.nodes) {
    if (node.domain !== '') continue;
    const shapeInput = shapeInputs.get(node.operator);
    let dims = shapeInput === undefined ? null : valuesOf(node, shapeInput);
    if (node.operator === 'RandomNormal' || node.operator === 'RandomUniform')
      dims = attributesOf(model, node).numbers('shape', 64);
    else if (node.operator === 'Tile') {
      // What is tiled has one element at least.
      dims = valuesOf(node, 1);
    } else if (node.operator === 'Range') {
      const [[start], [limit], [delta]] = [0, 1, 2].map((input) => valuesOf(node, input) ?? []) as [
        number[],
        number[],
        number[],
      ];
      if (start !== undefined && limit !== undefined && delta)
        dims = [Math.max(0, Math.ceil((limit - start) / delta))];
    }
    if (dims)
      refuseLarge(
        file,
        node.outputs[0] ?? '',
        dims.map((dim) => Math.abs(dim)),
      );
  }
}
