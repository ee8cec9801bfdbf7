import { createTensorData, type TensorType, type TensorValue } from '../tensor.ts';
import { datatypeOf, elementBytes } from './datatypes.ts';
import { inputRefusal, placeOf, shapeText } from './words.ts';

/**
 * Tensors as bytes: little-endian, row-major, without padding; BOOL one byte of 0 or 1, BYTES a length of four bytes
 * before each element. https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_binary_data.md
 * The machines this runs on are all little-endian, so elements are copied as they are.
 */

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();
const lengthBytes = 4;

/**
 * A tensor of its own, copied from `bytes`, which need not be aligned.
 * @param elements product of `dims`
 * @throws FailureError BAD_REQUEST naming the input, for too few or too many bytes, for a BOOL that is neither 0 nor 1
 * and for text that is not UTF-8
 */
export function tensorFromBytes(
  name: string,
  type: TensorType,
  { dims, elements, bytes }: { dims: readonly number[]; elements: number; bytes: Uint8Array },
): TensorValue {
  if (type === 'string') return { type, dims, data: texts(name, dims, elements, bytes) };
  const wanted = elements * elementBytes[type];
  if (bytes.length !== wanted) {
    const shape = `${datatypeOf(type)} of shape ${shapeText(dims)} takes ${wanted} bytes`;
    throw inputRefusal(name, `${shape}, but "binary_data_size" is ${bytes.length}.`);
  }
  const data = createTensorData(type, elements) as Exclude<TensorValue['data'], string[]>;
  const copy = new Uint8Array(data.buffer);
  copy.set(bytes);
  if (type === 'bool') {
    const at = copy.findIndex((byte) => byte > 1);
    if (at >= 0) {
      throw inputRefusal(name, `element ${placeOf(at, dims)} is the byte ${copy[at]}; BOOL takes 0 or 1.`);
    }
  }
  return { type, dims, data } as TensorValue;
}

function texts(name: string, dims: readonly number[], elements: number, bytes: Uint8Array): string[] {
  if (elements * lengthBytes > bytes.length) {
    const shape = `shape ${shapeText(dims)} has ${elements} elements of ${lengthBytes} bytes and more`;
    throw inputRefusal(name, `${shape}, but "binary_data_size" is ${bytes.length}.`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Array<string>(elements);
  let at = 0;
  for (let i = 0; i < elements; i++) {
    if (at + lengthBytes > bytes.length) throw cutOff(name, placeOf(i, dims));
    const end = at + lengthBytes + view.getUint32(at, true);
    if (end > bytes.length) throw cutOff(name, placeOf(i, dims));
    data[i] = utf8(name, dims, i, bytes.subarray(at + lengthBytes, end));
    at = end;
  }
  if (at !== bytes.length) {
    const left = `${bytes.length - at} bytes are left over behind them`;
    throw inputRefusal(name, `shape ${shapeText(dims)} has ${elements} elements, but ${left}.`);
  }
  return data;
}

function utf8(name: string, dims: readonly number[], index: number, bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw inputRefusal(name, `element ${placeOf(index, dims)} is not UTF-8 text, which BYTES must be here.`);
  }
}

function cutOff(name: string, place: string) {
  return inputRefusal(name, `the bytes end within element ${place}.`);
}

/** The bytes of a tensor: a view of its own memory, but for texts. */
export function bytesOfTensor(tensor: TensorValue): Uint8Array {
  if (tensor.type !== 'string') {
    const { buffer, byteOffset, byteLength } = tensor.data;
    return new Uint8Array(buffer, byteOffset, byteLength);
  }
  const parts = tensor.data.map((text) => encoder.encode(text));
  const bytes = new Uint8Array(parts.reduce((size, part) => size + lengthBytes + part.length, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + lengthBytes);
    at += lengthBytes + part.length;
  }
  return bytes;
}
