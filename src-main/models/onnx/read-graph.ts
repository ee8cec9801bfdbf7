import type { OnnxAttribute, OnnxGraph, OnnxNode } from './model-view.ts';
import { type Budget, readPort, readSparse, readTensor } from './read-tensor.ts';
import { Fields, OnnxProblem, type Span, wireTypes } from './wire.ts';

const lengthDelimited = wireTypes.bytes;
/** Graphs inside graphs (the bodies of If, Loop and Scan). Protobuf itself gives up at about 33. */
const deepest = 16;

/** A GraphProto, with the graphs inside its nodes. */
export function readGraph(bytes: Buffer, message: Span, whole: Span, spend: Budget, depth = 0): OnnxGraph {
  if (depth > deepest) throw new OnnxProblem(`graphs inside graphs more than ${deepest} deep`);
  const graph: OnnxGraph = {
    name: '',
    whole,
    message,
    nodes: [],
    initializers: [],
    sparseInitializers: [],
    inputs: [],
    outputs: [],
    valueInfo: new Map(),
  };
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.wire !== lengthDelimited) continue;
    const span = fields.span();
    if (fields.number === 1) graph.nodes.push(readNode(bytes, span, fields.whole(), spend, depth));
    else if (fields.number === 2) graph.name = fields.text();
    else if (fields.number === 5) graph.initializers.push(readTensor(bytes, span, fields.whole(), spend));
    else if (fields.number === 11) graph.inputs.push(readPort(bytes, span, fields.whole(), spend));
    else if (fields.number === 12) graph.outputs.push(readPort(bytes, span, fields.whole(), spend));
    else if (fields.number === 13) {
      const port = readPort(bytes, span, fields.whole(), spend);
      graph.valueInfo.set(port.name, port);
    } else if (fields.number === 15) graph.sparseInitializers.push(readSparse(bytes, span, spend));
  }
  return graph;
}

/** A NodeProto. */
export function readNode(bytes: Buffer, message: Span, whole: Span, spend: Budget, depth: number): OnnxNode {
  const node: OnnxNode = {
    operator: '',
    domain: '',
    name: '',
    inputs: [],
    outputs: [],
    attributes: [],
    whole,
  };
  spend(1);
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.wire !== lengthDelimited) continue;
    if (fields.number <= 2) {
      spend(1);
      (fields.number === 1 ? node.inputs : node.outputs).push(fields.text());
    } else if (fields.number === 3) node.name = fields.text();
    else if (fields.number === 4) node.operator = fields.text();
    else if (fields.number === 5) node.attributes.push(readAttribute(bytes, fields.span(), spend, depth));
    else if (fields.number === 7) node.domain = plainDomain(fields.text());
  }
  return node;
}

/** `ai.onnx` is another way to write the default domain. */
export function plainDomain(domain: string): string {
  return domain === 'ai.onnx' ? '' : domain;
}

/** An AttributeProto: tensors and graphs in it; numbers and texts are read when they are wanted. */
export function readAttribute(bytes: Buffer, message: Span, spend: Budget, depth: number): OnnxAttribute {
  const attribute: OnnxAttribute = { name: '', message, tensors: [], sparseTensors: [], graphs: [] };
  spend(1);
  let singles = 0;
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.wire !== lengthDelimited) continue;
    const { number } = fields;
    if (number === 1) attribute.name = fields.text();
    else if (number === 5 || number === 10)
      attribute.tensors.push(readTensor(bytes, fields.span(), fields.whole(), spend));
    else if (number === 6 || number === 11)
      attribute.graphs.push(readGraph(bytes, fields.span(), fields.whole(), spend, depth + 1));
    else if (number === 22 || number === 23)
      attribute.sparseTensors.push(readSparse(bytes, fields.span(), spend));
    // Readers merge a message that is given twice, and what they get was never looked at.
    if ((number === 5 || number === 6 || number === 22) && ++singles > 1)
      throw new OnnxProblem(`the attribute "${attribute.name}" has two values`);
  }
  return attribute;
}
