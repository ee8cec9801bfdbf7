import type { Span } from './wire.ts';

/** A model file as the checks, the rewriting and the card see it. Weights and long lists stay in the buffer. */
export interface OnnxModel {
  bytes: Buffer;
  /** What people call the file. */
  file: string;
  irVersion: number;
  producer: string;
  opsets: { domain: string; version: number }[];
  metadata: [key: string, value: string][];
  graph: OnnxGraph;
  functions: OnnxFunction[];
  /** Nodes in the graph, its subgraphs and the functions. */
  nodeCount: number;
}

export interface OnnxGraph {
  name: string;
  /** The whole field in the message around it, and the message. */
  whole: Span;
  message: Span;
  nodes: OnnxNode[];
  initializers: OnnxTensor[];
  sparseInitializers: SparseTensor[];
  inputs: OnnxPort[];
  outputs: OnnxPort[];
  /** What the file says of names inside. */
  valueInfo: Map<string, OnnxPort>;
}

export interface OnnxFunction {
  domain: string;
  name: string;
  inputs: string[];
  outputs: string[];
  nodes: OnnxNode[];
  /** Values of attributes that a caller leaves out. */
  defaults: OnnxAttribute[];
  opsets: { domain: string; version: number }[];
}

export interface OnnxNode {
  operator: string;
  /** '' for the operators of ONNX itself. */
  domain: string;
  name: string;
  inputs: string[];
  outputs: string[];
  attributes: OnnxAttribute[];
  whole: Span;
}

export interface OnnxAttribute {
  name: string;
  message: Span;
  tensors: OnnxTensor[];
  sparseTensors: SparseTensor[];
  graphs: OnnxGraph[];
}

export interface OnnxTensor {
  name: string;
  dims: number[];
  /** TensorProto.DataType. */
  elementType: number;
  whole: Span;
  message: Span;
  /** The little-endian bytes of its elements, when they are kept so. */
  raw: Span | null;
  /** Elements kept one by one, by the field they are in. */
  counts: Map<number, number>;
  /** Entries that point to another file. */
  external: Map<string, string> | null;
}

export interface SparseTensor {
  values: OnnxTensor;
  indices: OnnxTensor;
  dims: number[];
}

export type PortKind = 'tensor' | 'sequence' | 'map' | 'optional' | 'sparse' | 'opaque' | 'unknown';

export interface OnnxPort {
  name: string;
  whole: Span;
  kind: PortKind;
  /** Of a tensor; 0 = not said. */
  elementType: number;
  /** Of a tensor; a dimension without a fixed length is its name ('' when it has none). Null = not said. */
  dims: (number | string)[] | null;
}
