import type { OnnxPort, OnnxTensor, PortKind, SparseTensor } from './model-view.ts';
import { countOf, eachInteger, Fields, numberAt, OnnxProblem, type Span, wireTypes } from './wire.ts';

// Field numbers are those of onnx.proto (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).

const { varint, bytes: lengthDelimited } = wireTypes;
/** Counts what has been read, so that a file of millions of empty parts is refused instead of filling the memory. */
export type Budget = (parts: number) => void;
const mostDims = 64;

/** Widths of the fields that hold elements one by one: float, int32, string, int64, double, uint64. */
const elementFields: ReadonlyMap<number, 0 | 4 | 8 | 'text'> = new Map<number, 0 | 4 | 8 | 'text'>([
  [4, 4],
  [5, 0],
  [6, 'text'],
  [7, 0],
  [10, 8],
  [11, 0],
]);

/** A TensorProto: everything but its elements. */
export function readTensor(bytes: Buffer, message: Span, whole: Span, spend: Budget): OnnxTensor {
  const tensor: OnnxTensor = {
    name: '',
    dims: [],
    elementType: 0,
    whole,
    message,
    raw: null,
    counts: new Map(),
    external: null,
  };
  spend(1);
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    const width = elementFields.get(fields.number);
    if (fields.number === 1) addDims(tensor.dims, fields);
    else if (fields.is(2, varint)) tensor.elementType = fields.integer();
    else if (fields.is(8, lengthDelimited)) tensor.name = fields.text();
    else if (fields.is(9, lengthDelimited)) tensor.raw = fields.span();
    else if (fields.is(13, lengthDelimited)) {
      spend(1);
      const [key, value] = readEntry(bytes, fields.span());
      tensor.external ??= new Map();
      tensor.external.set(key, value);
    } else if (fields.is(14, varint)) {
      if (fields.integer() !== 0) tensor.external ??= new Map();
    } else if (width !== undefined) {
      const count = width === 'text' ? 1 : countOf(fields, width);
      tensor.counts.set(fields.number, (tensor.counts.get(fields.number) ?? 0) + count);
    }
  }
  return tensor;
}

/** A SparseTensorProto. */
export function readSparse(bytes: Buffer, message: Span, spend: Budget): SparseTensor {
  const parts: OnnxTensor[][] = [[], []];
  const dims: number[] = [];
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.is(1, lengthDelimited) || fields.is(2, lengthDelimited))
      parts[fields.number - 1]?.push(readTensor(bytes, fields.span(), fields.whole(), spend));
    else if (fields.number === 3) addDims(dims, fields);
  }
  const [[values, ...moreValues] = [], [indices, ...moreIndices] = []] = parts;
  if (!values || !indices || moreValues.length > 0 || moreIndices.length > 0)
    throw new OnnxProblem(
      `a sparse tensor without one list of values and one of indices (byte ${message.from})`,
    );
  return { values, indices, dims };
}

function addDims(dims: number[], fields: Fields): void {
  eachInteger(fields, (at) => {
    if (dims.length === mostDims) throw new OnnxProblem(`a tensor of more than ${mostDims} dimensions`);
    dims.push(numberAt(fields.bytes, at));
  });
}

/** A StringStringEntryProto. Long values are cut. */
export function readEntry(bytes: Buffer, message: Span): [key: string, value: string] {
  const entry: [string, string] = ['', ''];
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.is(1, lengthDelimited)) entry[0] = fields.text();
    else if (fields.is(2, lengthDelimited))
      entry[1] = bytes.toString('utf8', fields.from, Math.min(fields.to, fields.from + 1_000_000));
  }
  return entry;
}

/** The fields of TypeProto that say what kind of value it is. */
const kinds: ReadonlyMap<number, PortKind> = new Map([
  [1, 'tensor'],
  [4, 'sequence'],
  [5, 'map'],
  [7, 'opaque'],
  [8, 'sparse'],
  [9, 'optional'],
]);

/** A ValueInfoProto. */
export function readPort(bytes: Buffer, message: Span, whole: Span, spend: Budget): OnnxPort {
  const port: OnnxPort = { name: '', whole, kind: 'unknown', elementType: 0, dims: null };
  spend(1);
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.is(1, lengthDelimited)) port.name = fields.text();
    else if (fields.is(2, lengthDelimited)) readType(bytes, fields.span(), port);
  }
  return port;
}

function readType(bytes: Buffer, message: Span, port: OnnxPort): void {
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    const kind = fields.wire === lengthDelimited ? kinds.get(fields.number) : undefined;
    if (!kind) continue;
    // Readers merge a type that is given twice, each in its own way.
    if (port.kind !== 'unknown') throw new OnnxProblem(`"${port.name}" has two types`);
    port.kind = kind;
    if (kind === 'tensor') readTensorType(bytes, fields.span(), port);
  }
}

function readTensorType(bytes: Buffer, message: Span, port: OnnxPort): void {
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.is(1, varint)) port.elementType = fields.integer();
    else if (fields.is(2, lengthDelimited)) {
      if (port.dims) throw new OnnxProblem(`"${port.name}" has two shapes`);
      port.dims = readShape(bytes, fields.span());
    }
  }
}

function readShape(bytes: Buffer, message: Span): (number | string)[] {
  const dims: (number | string)[] = [];
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (!fields.is(1, lengthDelimited)) continue;
    if (dims.length === mostDims) throw new OnnxProblem(`a shape of more than ${mostDims} dimensions`);
    dims.push(readDim(bytes, fields.span()));
  }
  return dims;
}

/** Older exporters write 0 or -1 for a length that is not fixed. */
function readDim(bytes: Buffer, message: Span): number | string {
  let dim: number | string = '';
  const fields = new Fields(bytes, message);
  while (fields.next()) {
    if (fields.is(1, varint)) dim = fields.integer();
    else if (fields.is(2, lengthDelimited)) dim = fields.text();
  }
  return typeof dim === 'number' && dim <= 0 ? '' : dim;
}
