import type { IncomingMessage, ServerResponse } from 'node:http';
import { failed } from '../../contract/failure.ts';
import type { GraphPort, ModelRef } from '../../contract/models.ts';
import { datatypeName } from '../../domain/oip/datatypes.ts';
import {
  bodyText,
  type JsonObject,
  member,
  optionalObject,
  parseObject,
} from '../../domain/oip/json-object.ts';
import type { InferenceService } from '../../services/inference.ts';
import { sendDone, sendPlain } from './answers.ts';
import { type InferenceOptions, wholeBody } from './inference.ts';

/**
 * What the protocol tells about server and models, and its extension for model repositories
 * (https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_model_repository.md).
 */

/** Extensions of Triton's that are taken here, by the names it reports them under. */
export const extensions = ['binary_tensor_data', 'classification', 'model_repository', 'schedule_policy'];

export function sendServer(response: ServerResponse, version: string): void {
  sendPlain(response, 200, { name: 'foredeck', version, extensions });
}

export async function sendModel(
  response: ServerResponse,
  model: ModelRef,
  service: InferenceService,
): Promise<void> {
  const { name, versions, platform, inputs, outputs } = await service.describe(model);
  sendPlain(response, 200, {
    name,
    versions,
    platform,
    inputs: inputs.map(tensorAbout),
    outputs: outputs.map(tensorAbout),
  });
}

function tensorAbout({ name, type, dims }: GraphPort) {
  const shape = dims.map((dim) => (typeof dim === 'number' ? dim : -1));
  return { name, datatype: datatypeName(type), shape };
}

/** 200 for a model that answers, 503 for one that does not; a model that is not there is a failure. */
export async function sendModelReady(
  response: ServerResponse,
  model: ModelRef,
  service: InferenceService,
): Promise<void> {
  const ready = service.isReady(model);
  sendPlain(response, ready ? 200 : 503, { name: model.name, ready });
}

export async function sendIndex(
  request: IncomingMessage,
  response: ServerResponse,
  options: InferenceOptions,
): Promise<void> {
  const wanted = member(await smallRequest(request, response, options), 'ready') ?? false;
  if (typeof wanted !== 'boolean') throw failed('BAD_REQUEST', '"ready" must be true or false.');
  const entries = options.service.index();
  sendPlain(response, 200, wanted ? entries.filter(({ state }) => state === 'READY') : entries);
}

export async function loadModel(
  request: IncomingMessage,
  response: ServerResponse,
  model: ModelRef,
  options: InferenceOptions,
): Promise<void> {
  const parameters = optionalObject(await smallRequest(request, response, options), 'parameters', '');
  for (const name of Object.keys(parameters ?? {})) {
    // Taking a model's files or settings from a request would change what the person at the console chose.
    if (name !== 'config' && !name.startsWith('file:')) continue;
    throw failed(
      'BAD_REQUEST',
      `Parameter "${name.slice(0, 50)}" is not taken: models are changed in the console.`,
    );
  }
  await options.service.load(model);
  sendDone(response);
}

export async function unloadModel(
  request: IncomingMessage,
  response: ServerResponse,
  model: ModelRef,
  options: InferenceOptions,
): Promise<void> {
  optionalObject(await smallRequest(request, response, options), 'parameters', '');
  await options.service.unload(model);
  sendDone(response);
}

/** The object in a body that may be left out. */
async function smallRequest(
  request: IncomingMessage,
  response: ServerResponse,
  options: InferenceOptions,
): Promise<JsonObject> {
  const body = await wholeBody(request, response, options);
  if (body.length > mostRequestBytes) throw failed('BAD_REQUEST', 'So large a body says nothing here.');
  return body.length === 0 ? {} : parseObject(bodyText(body));
}

const mostRequestBytes = 64 * 1024;
