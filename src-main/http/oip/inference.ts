import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ModelRef } from '../../contract/models.ts';
import type { Caller } from '../../domain/caller.ts';
import { parseInferParameters, parseInferRequest } from '../../domain/oip/infer-request.ts';
import { parsePredictBody } from '../../domain/oip/predict-body.ts';
import type { InferenceService } from '../../services/inference.ts';
import type { BodyReader } from '../body.ts';
import { inflated } from '../inflate.ts';
import { sendInference, sendPredictions } from './answers.ts';
import { headerLength, requestTerms } from './terms.ts';

export interface InferenceOptions {
  service: InferenceService;
  bodies: BodyReader;
  maxBodyBytes: number;
  /** How long the reader of a large answer may take nothing of it. */
  stalledMs: number;
}

/** Bodies larger than this are read by an engine process: reading one here would hold up everybody else. */
const largestReadHereBytes = 64 * 1024;

/** `POST /v2/models/{m}/infer`: tensors in, tensors out. */
export async function infer(
  request: IncomingMessage,
  response: ServerResponse,
  model: ModelRef,
  caller: Caller,
  options: InferenceOptions,
): Promise<void> {
  const { headers } = request;
  const jsonBytes = headerLength(headers);
  const body = await wholeBody(request, response, options);
  if (body.length > largestReadHereBytes) {
    const terms = requestTerms(headers, shortParameters(body, jsonBytes), caller);
    const reply = await options.service.inferBody(model, body, jsonBytes, terms);
    if (!response.destroyed) sendInference(response, reply.id, reply, options.stalledMs);
    return;
  }
  const asked = parseInferRequest(body, jsonBytes);
  const reply = await options.service.infer(model, asked, requestTerms(headers, asked.parameters, caller));
  if (!response.destroyed) sendInference(response, asked.id, reply, options.stalledMs);
}

/** The parameters of a large body whose JSON is short; null = they are not read here, and the headers alone count. */
function shortParameters(body: Buffer, jsonBytes: number | null) {
  if (jsonBytes === null || jsonBytes > Math.min(body.length, largestReadHereBytes)) return null;
  return parseInferParameters(body.subarray(0, jsonBytes));
}

/** `POST /v1/models/{m}:predict`: rows of named features in, predictions out. */
export async function predict(
  request: IncomingMessage,
  response: ServerResponse,
  model: ModelRef,
  caller: Caller,
  options: InferenceOptions,
): Promise<void> {
  const terms = requestTerms(request.headers, null, caller);
  const body = await wholeBody(request, response, options);
  const reply =
    body.length > largestReadHereBytes
      ? await options.service.predictBody(model, body, terms)
      : await options.service.predict(model, parsePredictBody(body), terms);
  if (!response.destroyed) sendPredictions(response, reply, options.stalledMs);
}

/** The body of a request, inflated. @throws as BodyReader and `inflated` do */
export async function wholeBody(
  request: IncomingMessage,
  response: ServerResponse,
  { bodies, maxBodyBytes }: Pick<InferenceOptions, 'bodies' | 'maxBodyBytes'>,
): Promise<Buffer> {
  const body = await bodies.read(request, response);
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined) return body;
  const plain = await inflated(body, encoding, maxBodyBytes);
  bodies.hold(response, plain.length);
  return plain;
}
