import type { OnnxFunction, OnnxModel } from './model-view.ts';
import { otherKind } from './other-files.ts';
import { plainDomain, readAttribute, readGraph, readNode } from './read-graph.ts';
import { type Budget, readEntry } from './read-tensor.ts';
import { refusal } from './refusal.ts';
import { allNodes } from './walk.ts';
import { Fields, OnnxProblem, type Span, wireTypes } from './wire.ts';

const { varint, bytes: lengthDelimited } = wireTypes;
/** Nodes, names, tensors and attributes together. Large language models have about 100,000. */
const mostParts = 1_000_000;
const mostMetadata = 1_000;

/**
 * Reads an ONNX file (ModelProto) that lies in memory, without its weights.
 * @throws MODEL_INVALID when it is none or passes the bounds kept here
 */
export function readModel(bytes: Buffer, file: string): OnnxModel {
  const other = otherKind(bytes);
  if (other !== null) throw refusal(file, other);
  try {
    return readModelProto(bytes, file);
  } catch (error) {
    if (!(error instanceof OnnxProblem)) throw error;
    throw refusal(file, `is not an ONNX model that can be read: ${error.message}. Export it again.`);
  }
}

function readModelProto(bytes: Buffer, file: string): OnnxModel {
  const model: Omit<OnnxModel, 'graph'> = {
    bytes,
    file,
    irVersion: 0,
    producer: '',
    opsets: [],
    metadata: [],
    functions: [],
    nodeCount: 0,
  };
  const spend = partsUpTo(mostParts);
  let graphAt: { message: Span; whole: Span } | null = null;
  let producerVersion = '';
  const fields = new Fields(bytes, { from: 0, to: bytes.length });
  while (fields.next()) {
    if (fields.is(1, varint)) model.irVersion = fields.integer();
    else if (fields.is(2, lengthDelimited)) model.producer = fields.text();
    else if (fields.is(3, lengthDelimited)) producerVersion = fields.text();
    else if (fields.is(7, lengthDelimited)) {
      if (graphAt) throw new OnnxProblem('it has two graphs');
      graphAt = { message: fields.span(), whole: fields.whole() };
    } else if (fields.is(8, lengthDelimited)) {
      spend(1);
      model.opsets.push(readOpset(bytes, fields.span()));
    } else if (fields.is(20, lengthDelimited)) throw new OnnxProblem('it holds graphs for training');
    else if (fields.is(14, lengthDelimited)) {
      if (model.metadata.length < mostMetadata) model.metadata.push(readEntry(bytes, fields.span()));
    } else if (fields.is(25, lengthDelimited))
      model.functions.push(readFunction(bytes, fields.span(), spend));
  }
  if (!graphAt) throw new OnnxProblem('there is no graph in it');
  const graph = readGraph(bytes, graphAt.message, graphAt.whole, spend);
  model.producer = `${model.producer} ${producerVersion}`.trim();
  const all: OnnxModel = { ...model, graph };
  all.nodeCount = [...allNodes(all)].length;
  return all;
}

function partsUpTo(most: number): Budget {
  let parts = 0;
  return (more) => {
    parts += more;
    if (parts > most) throw new OnnxProblem(`it has more than ${most.toLocaleString('en-GB')} parts`);
  };
}

/** An OperatorSetIdProto. */
function readOpset(bytes: Buffer, message: Span): { domain: string; version: number } {
  const opset = { domain: '', version: 0 };
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.is(1, lengthDelimited)) opset.domain = plainDomain(fields.text());
    else if (fields.is(2, varint)) opset.version = fields.integer();
  }
  return opset;
}

/** A FunctionProto. */
function readFunction(bytes: Buffer, message: Span, spend: Budget): OnnxFunction {
  const made: OnnxFunction = {
    domain: '',
    name: '',
    inputs: [],
    outputs: [],
    nodes: [],
    defaults: [],
    opsets: [],
  };
  spend(1);
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.wire !== lengthDelimited) continue;
    if (fields.number === 1) made.name = fields.text();
    else if (fields.number === 4 || fields.number === 5) {
      spend(1);
      (fields.number === 4 ? made.inputs : made.outputs).push(fields.text());
    } else if (fields.number === 7) made.nodes.push(readNode(bytes, fields.span(), fields.whole(), spend, 0));
    else if (fields.number === 11) made.defaults.push(readAttribute(bytes, fields.span(), spend, 0));
    else if (fields.number === 9) made.opsets.push(readOpset(bytes, fields.span()));
    else if (fields.number === 10) made.domain = plainDomain(fields.text());
  }
  return made;
}
