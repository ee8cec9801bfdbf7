/** Writes small ONNX models for tests (onnx.proto3, IR version 9, opset 17), byte by byte. */

export interface TestPort {
  name: string;
  /** Numbers, or names for dimensions that differ from run to run. */
  dims: readonly (number | string)[];
  kind?: 'tensor' | 'sequence';
  type?: 'float32' | 'int64' | 'string';
}

export interface TestModel {
  inputs: readonly TestPort[];
  outputs: readonly TestPort[];
  /** Operator, input names, output name. */
  nodes: readonly (readonly [operator: string, inputs: readonly string[], output: string])[];
  constants?: readonly { name: string; dims: readonly number[]; values: readonly number[] }[];
}

const elementTypes = { float32: 1, int64: 7, string: 8 };

export function writeOnnx({ inputs, outputs, nodes, constants = [] }: TestModel): Uint8Array {
  const graph = concat(
    ...nodes.map(([operator, from, to]) =>
      bytes(1, concat(...from.map((name) => text(1, name)), text(2, to), text(4, operator))),
    ),
    text(2, 'test'),
    ...constants.map(({ name, dims, values }) =>
      bytes(
        5,
        concat(
          ...dims.map((dim) => number(1, dim)),
          number(2, elementTypes.float32),
          text(8, name),
          bytes(9, new Uint8Array(Float32Array.from(values).buffer)),
        ),
      ),
    ),
    ...inputs.map((port) => bytes(11, valueInfo(port))),
    ...outputs.map((port) => bytes(12, valueInfo(port))),
  );
  return concat(number(1, 9), bytes(7, graph), bytes(8, concat(text(1, ''), number(2, 17))));
}

function valueInfo({ name, dims, kind = 'tensor', type = 'float32' }: TestPort): Uint8Array {
  const shape = concat(
    ...dims.map((dim) => bytes(1, typeof dim === 'number' ? number(1, dim) : text(2, dim))),
  );
  const tensor = bytes(1, concat(number(1, elementTypes[type]), bytes(2, shape)));
  return concat(text(1, name), bytes(2, kind === 'tensor' ? tensor : bytes(4, bytes(1, tensor))));
}

function number(field: number, value: number): Uint8Array {
  return concat(varint(field << 3), varint(value));
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return concat(varint((field << 3) | 2), varint(value.length), value);
}

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    out.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  return Uint8Array.from([...out, rest]);
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}
