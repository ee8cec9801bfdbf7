import { messageField, textField, varintField } from '../wire.ts';

/** Writes small ONNX files for tests, right or wrong in any way. */

export type Dim = number | string;
export interface PortSpec {
  name: string;
  /** TensorProto.DataType; float32 when left out. */
  type?: number;
  dims?: readonly Dim[];
  kind?: 'tensor' | 'sequence' | 'map';
}
export interface TensorSpec {
  name: string;
  dims: readonly number[];
  type?: number;
  raw?: Buffer;
  texts?: readonly string[];
  /** Entries that point to another file. */
  external?: Record<string, string>;
}
export type AttributeSpec = number | string | readonly string[] | readonly number[] | GraphSpec | TensorSpec;
export interface NodeSpec {
  operator: string;
  domain?: string;
  inputs?: readonly string[];
  outputs: readonly string[];
  attributes?: Record<string, AttributeSpec>;
}
export interface GraphSpec {
  nodes: readonly NodeSpec[];
  inputs?: readonly PortSpec[];
  outputs?: readonly PortSpec[];
  tensors?: readonly TensorSpec[];
}
export interface ModelSpec extends GraphSpec {
  irVersion?: number;
  opsets?: Record<string, number>;
  metadata?: Record<string, string>;
  functions?: readonly {
    domain: string;
    name: string;
    inputs: string[];
    outputs: string[];
    nodes: readonly NodeSpec[];
  }[];
}

export const int64 = (values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 8);
  for (const [at, value] of values.entries()) bytes.writeBigInt64LE(BigInt(value), at * 8);
  return bytes;
};
export const float32 = (values: readonly number[]): Buffer => Buffer.from(Float32Array.from(values).buffer);

export function buildModel(spec: ModelSpec): Buffer {
  const { irVersion = 8, opsets = { '': 17, 'ai.onnx.ml': 3 }, metadata = {}, functions = [] } = spec;
  return Buffer.concat([
    varintField(1, irVersion),
    textField(2, 'test'),
    messageField(7, ...graphParts(spec)),
    ...Object.entries(opsets).map(([domain, version]) =>
      messageField(8, textField(1, domain), varintField(2, version)),
    ),
    ...Object.entries(metadata).map(([key, value]) =>
      messageField(14, textField(1, key), textField(2, value)),
    ),
    ...functions.map(({ domain, name, inputs, outputs, nodes }) =>
      messageField(
        25,
        textField(1, name),
        ...inputs.map((input) => textField(4, input)),
        ...outputs.map((output) => textField(5, output)),
        ...nodes.map((node) => messageField(7, ...nodeParts(node))),
        messageField(9, textField(1, ''), varintField(2, 17)),
        textField(10, domain),
      ),
    ),
  ]);
}

function graphParts({ nodes, inputs = [], outputs = [], tensors = [] }: GraphSpec): Buffer[] {
  return [
    ...nodes.map((node) => messageField(1, ...nodeParts(node))),
    textField(2, 'test'),
    ...tensors.map((tensor) => messageField(5, ...tensorParts(tensor))),
    ...inputs.map((port) => messageField(11, ...portParts(port))),
    ...outputs.map((port) => messageField(12, ...portParts(port))),
  ];
}

function nodeParts({ operator, domain = '', inputs = [], outputs, attributes = {} }: NodeSpec): Buffer[] {
  return [
    ...inputs.map((name) => textField(1, name)),
    ...outputs.map((name) => textField(2, name)),
    textField(4, operator),
    ...(domain === '' ? [] : [textField(7, domain)]),
    ...Object.entries(attributes).map(([name, value]) =>
      messageField(5, textField(1, name), ...attributeParts(value)),
    ),
  ];
}

/** With the number of AttributeProto.type: int, string, tensor, graph, floats, ints, strings. */
function attributeParts(value: AttributeSpec): Buffer[] {
  if (typeof value === 'number') return [varintField(3, value), varintField(20, 2)];
  if (typeof value === 'string') return [textField(4, value), varintField(20, 3)];
  if ('nodes' in value) return [messageField(6, ...graphParts(value)), varintField(20, 5)];
  if ('dims' in value) return [messageField(5, ...tensorParts(value)), varintField(20, 4)];
  if (value.some((each) => typeof each === 'string'))
    return [...value.map((each) => textField(9, String(each))), varintField(20, 8)];
  return [...value.map((each) => varintField(8, Number(each))), varintField(20, 7)];
}

function tensorParts({ name, dims, type = 1, raw, texts = [], external }: TensorSpec): Buffer[] {
  return [
    ...dims.map((dim) => varintField(1, dim)),
    varintField(2, type),
    ...texts.map((text) => textField(6, text)),
    textField(8, name),
    ...(raw ? [messageField(9, raw)] : []),
    ...Object.entries(external ?? {}).map(([key, value]) =>
      messageField(13, textField(1, key), textField(2, value)),
    ),
    ...(external ? [varintField(14, 1)] : []),
  ];
}

function portParts({ name, type = 1, dims, kind = 'tensor' }: PortSpec): Buffer[] {
  const shape = dims?.map((dim) =>
    messageField(1, typeof dim === 'number' ? varintField(1, dim) : textField(2, dim)),
  );
  const tensor = messageField(1, varintField(1, type), ...(shape ? [messageField(2, ...shape)] : []));
  if (kind === 'tensor') return [textField(1, name), messageField(2, tensor)];
  const map = messageField(5, varintField(1, 8), messageField(2, tensor));
  return [textField(1, name), messageField(2, kind === 'map' ? map : messageField(4, messageField(1, map)))];
}
