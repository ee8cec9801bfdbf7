import { failed } from '../../contract/failure.ts';
import type { TensorType } from '../tensor.ts';
import { typeOfDatatype } from './datatypes.ts';
import { bodyText, isObject, type JsonObject, member } from './json-object.ts';
import { quoted, seen } from './words.ts';

/** What a server says of itself (`GET /v2`). */
export interface ServerMetadata {
  name: string;
  version: string;
  extensions: string[];
}

/** What it says of a model (`GET /v2/models/{m}`). */
export interface ModelMetadata {
  platform: string;
  versions: string[];
  inputs: MetadataPort[];
  outputs: MetadataPort[];
}

/** A dimension without a fixed length (-1 there) is ''. */
export interface MetadataPort {
  name: string;
  type: TensorType;
  dims: (number | string)[];
}

const longestText = 200;
const mostNames = 1_000;
const mostPorts = 10_000;
const mostDims = 32;

/** Everything in it is optional for us: some servers say nothing of themselves. @throws FailureError REMOTE_FAILED */
export function parseServerMetadata(body: Uint8Array): ServerMetadata {
  const read = objectOf(body, 'its description of itself');
  return {
    name: textOf(member(read, 'name')),
    version: textOf(member(read, 'version')),
    extensions: textsOf(member(read, 'extensions')),
  };
}

/** @throws FailureError REMOTE_FAILED in words that go on from the server's name; NOT_SUPPORTED for types that are not taken */
export function parseModelMetadata(body: Uint8Array): ModelMetadata {
  const read = objectOf(body, 'its description of the model');
  return {
    platform: textOf(member(read, 'platform')),
    versions: textsOf(member(read, 'versions')),
    inputs: portsOf(read, 'inputs'),
    outputs: portsOf(read, 'outputs'),
  };
}

function objectOf(body: Uint8Array, what: string): JsonObject {
  let read: unknown;
  try {
    read = JSON.parse(bodyText(body));
  } catch {
    throw failed('REMOTE_FAILED', `answered what is no JSON in place of ${what}`);
  }
  if (isObject(read)) return read;
  throw failed('REMOTE_FAILED', `answered ${seen(read)} in place of ${what}`);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? plain(value) : '';
}

function plain(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}').slice(0, longestText);
}

function textsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  // Triton gives versions as texts, others as numbers.
  return value
    .slice(0, mostNames)
    .flatMap((one) => (typeof one === 'string' || typeof one === 'number' ? [plain(String(one))] : []));
}

function portsOf(read: JsonObject, side: 'inputs' | 'outputs'): MetadataPort[] {
  const ports = member(read, side) ?? [];
  if (!Array.isArray(ports) || ports.length > mostPorts) {
    throw failed('REMOTE_FAILED', `answered ${seen(ports)} in place of the ${side} of the model`);
  }
  const names = new Set<string>();
  return (ports as unknown[]).map((port, index) => {
    if (!isObject(port))
      throw failed('REMOTE_FAILED', `answered ${seen(port)} as ${side}[${index}] of the model`);
    const name = member(port, 'name');
    if (typeof name !== 'string' || name === '' || name.length > 500 || names.has(name)) {
      throw failed('REMOTE_FAILED', `gave ${side}[${index}] of the model no name of its own`);
    }
    names.add(name);
    const datatype = member(port, 'datatype');
    const type = typeof datatype === 'string' ? typeOfDatatype(datatype) : null;
    if (type === null) {
      throw failed('NOT_SUPPORTED', `has ${quoted(name)} as ${seen(datatype)}, which cannot be taken here`);
    }
    return { name, type, dims: dimsOf(name, member(port, 'shape')) };
  });
}

function dimsOf(name: string, shape: unknown): (number | string)[] {
  if (!Array.isArray(shape) || shape.length > mostDims) {
    throw failed('REMOTE_FAILED', `answered ${seen(shape)} as the shape of ${quoted(name)}`);
  }
  return (shape as unknown[]).map((dim) => {
    if (dim === -1 || dim === null) return '';
    if (typeof dim === 'number' && Number.isSafeInteger(dim) && dim >= 0) return dim;
    throw failed('REMOTE_FAILED', `answered ${seen(dim)} in the shape of ${quoted(name)}`);
  });
}
