import { failed } from '../contract/failure.ts';
import { isTensorType, type TensorType } from './tensor.ts';

/** A model on a server that speaks the Open Inference Protocol V2. */
export interface RemotePlace {
  /** Of the server, without `/v2` and without a slash at its end. */
  url: string;
  model: string;
  /** Null = the one that the server serves by itself. */
  version: string | null;
}

/** An input or output of a graph. A dimension without a fixed length is its symbolic name ('' when it has none). */
export interface RemotePort {
  name: string;
  type: TensorType;
  dims: readonly (number | string)[];
}

/** What stands in place of a `model.onnx` where a model runs on another server. */
export interface RemoteModel extends RemotePlace {
  /** Sent as `Authorization: Bearer`; may stand in no answer, log or message. */
  token: string | null;
  /** As the server described them when the model was added. */
  inputs: RemotePort[];
  outputs: RemotePort[];
}

export const remoteFileName = 'remote.json';

/** Whether what a model is run from is a note about where it runs. */
export function isRemoteFile(path: string): boolean {
  return path.split(/[\\/]/u).at(-1) === remoteFileName;
}

export function remoteFileText(remote: RemoteModel): string {
  return `${JSON.stringify({ format: 1, ...remote }, null, 2)}\n`;
}

/** @throws FailureError MODEL_INVALID for what is no such file */
export function parseRemoteFile(text: string): RemoteModel {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw damaged();
  }
  if (typeof read !== 'object' || read === null) throw damaged();
  const { format, url, model, version, token, inputs, outputs } = read as Record<string, unknown>;
  const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (format !== 1 || !isText(url) || !isText(model) || !arePorts(inputs) || !arePorts(outputs)) {
    throw damaged();
  }
  if ((version !== null && !isText(version)) || (token !== null && !isText(token))) throw damaged();
  return { url, model, version, token, inputs, outputs };
}

function damaged() {
  return failed('MODEL_INVALID', `${remoteFileName} is damaged; add the model again`);
}

function arePorts(value: unknown): value is RemotePort[] {
  return Array.isArray(value) && value.every(isPort);
}

function isPort(value: unknown): value is RemotePort {
  if (typeof value !== 'object' || value === null) return false;
  const { name, type, dims } = value as Record<string, unknown>;
  return (
    typeof name === 'string' &&
    typeof type === 'string' &&
    isTensorType(type) &&
    Array.isArray(dims) &&
    dims.every((dim) => typeof dim === 'string' || typeof dim === 'number')
  );
}

/** What a model's sha256 is made of where there is no file: where it runs. */
export function canonicalPlace({ url, model, version }: RemotePlace): string {
  return JSON.stringify({ url, model, version });
}

/** `fraud version 3 on http://127.0.0.1:8000`, for people and for the provenance of what it scored. */
export function placeText({ url, model, version }: RemotePlace): string {
  return `${model}${version === null ? '' : ` version ${version}`} on ${url}`;
}

/** The path of a model below its server's address: `/v2/models/fraud/versions/3`. */
export function modelPathOf({ model, version }: RemotePlace): string {
  const of = (name: string): string => encodeURIComponent(name);
  return `/v2/models/${of(model)}${version === null ? '' : `/versions/${of(version)}`}`;
}
