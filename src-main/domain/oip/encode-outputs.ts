import { floatTextMaxBytes, writeFloat } from '../float-text.ts';
import type { TensorValue } from '../tensor.ts';
import { bytesOfTensor } from './binary-data.ts';
import { classify } from './classify.ts';
import { datatypeOf } from './datatypes.ts';
import type { NamedTensor, WantedOutput } from './infer-request.ts';
import { listed, quoted, refusal } from './words.ts';

/** The outputs of an answer. `binary` parts follow the JSON in this order. */
export interface EncodedOutputs {
  /** Text of the `outputs` list. */
  json: string;
  binary: Uint8Array[];
}

/**
 * Writes the tensors that a request wants, in the order it names them (all of them, in theirs, for null). Numbers of
 * float32 and float16 are the shortest decimals that read back the same, whole numbers have all their digits; NaN is
 * null. JSON has no infinity, and the readers of the public clients (rapidjson, orjson) refuse a whole answer for a
 * number no double holds: `1e39` is one for whoever reads a float32 or float16, and a float64 has only null. In binary
 * all are exact. Binary parts may be views of the tensors.
 * @throws FailureError BAD_REQUEST when an output is wanted that is not there, or classes of one that has none
 */
export function encodeOutputs(
  outputs: readonly NamedTensor[],
  wanted: readonly WantedOutput[] | null,
  binaryOutputs: boolean,
): EncodedOutputs {
  const binary: Uint8Array[] = [];
  const texts: string[] = [];
  for (const { name, binary: isBinary, classes } of wanted ?? everyOutput(outputs, binaryOutputs)) {
    const output = outputs.find((known) => known.name === name);
    if (output === undefined) {
      const known = listed(outputs.map((known) => known.name));
      throw refusal(`The model has no output ${quoted(name)}; it has ${known}.`, { field: name });
    }
    const value = classes === undefined ? output.value : classify(output, classes);
    const head = `{"name":${JSON.stringify(name)},"datatype":"${datatypeOf(value.type)}","shape":[${value.dims.join(',')}]`;
    if (isBinary) {
      const bytes = bytesOfTensor(value);
      binary.push(bytes);
      texts.push(`${head},"parameters":{"binary_data_size":${bytes.length}}}`);
    } else {
      texts.push(`${head},"data":[${dataText(value)}]}`);
    }
  }
  return { json: `[${texts.join(',')}]`, binary };
}

function everyOutput(outputs: readonly NamedTensor[], binary: boolean): WantedOutput[] {
  return outputs.map(({ name }) => ({ name, binary }));
}

function dataText(value: TensorValue): string {
  switch (value.type) {
    case 'float32':
    case 'float16':
      return floatsText(value.data);
    case 'float64':
      return Array.from(value.data, doubleText).join(',');
    case 'bool':
      return Array.from(value.data, (bit) => (bit === 0 ? 'false' : 'true')).join(',');
    case 'string':
      return value.data.map((text) => JSON.stringify(text)).join(',');
    default:
      return value.data.join(',');
  }
}

const COMMA = 0x2c;
const NULL = [0x6e, 0x75, 0x6c, 0x6c];
const ONE_E39 = [0x31, 0x65, 0x33, 0x39];
const MINUS_ZERO = [0x2d, 0x30];
const MINUS = 0x2d;
const decoder = new TextDecoder();
const floatsAtOnce = 4096;
const scratch = new Uint8Array(floatsAtOnce * (floatTextMaxBytes + 1));

function floatsText(values: Float32Array | Float16Array): string {
  let text = '';
  for (let from = 0; from < values.length; from += floatsAtOnce) {
    const to = Math.min(from + floatsAtOnce, values.length);
    let at = 0;
    for (let i = from; i < to; i++) {
      const value = values[i] as number;
      if (i > 0) scratch[at++] = COMMA;
      // A difference from itself that is not 0 is what NaN and both infinities have in common.
      if (value - value !== 0) at = writeUnusual(at, value);
      else if (value === 0 && Object.is(value, -0)) at = writeBytes(at, MINUS_ZERO);
      else at = writeFloat(scratch, at, value);
    }
    text += decoder.decode(scratch.subarray(0, at));
  }
  return text;
}

function writeUnusual(at: number, value: number): number {
  if (Number.isNaN(value)) return writeBytes(at, NULL);
  if (value > 0) return writeBytes(at, ONE_E39);
  scratch[at] = MINUS;
  return writeBytes(at + 1, ONE_E39);
}

function writeBytes(at: number, bytes: readonly number[]): number {
  for (let i = 0; i < bytes.length; i++) scratch[at + i] = bytes[i] as number;
  return at + bytes.length;
}

function doubleText(value: number): string {
  if (!Number.isFinite(value)) return 'null';
  return Object.is(value, -0) ? '-0' : String(value);
}
