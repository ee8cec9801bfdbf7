import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ModelRef } from '../../contract/models.ts';
import { parseInferRequest } from '../../domain/oip/infer-request.ts';
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
}

/** Bodies larger than this are read by an engine process: reading one here would hold up everybody else. */
const largestReadHereBytes = 64 * 1024;

/** `POST /v2/models/{m}/infer`: tensors in, tensors out. */
export async function infer(
  request: IncomingMessage,
  response: ServerResponse,
  model: ModelRef,
  { service, bodies, maxBodyBytes }: InferenceOptions,
): Promise<void> {
  const { headers } = request;
  const signal = signalOf(response);
  const jsonBytes = headerLength(headers);
  const body = await wholeBody(request, bodies, maxBodyBytes);
  if (body.length > largestReadHereBytes) {
    const reply = await service.inferBody(model, body, jsonBytes, requestTerms(headers, null, signal));
    if (!response.destroyed) sendInference(response, reply.id, reply);
    return;
  }
  const asked = parseInferRequest(body, jsonBytes);
  const reply = await service.infer(model, asked, requestTerms(headers, asked.parameters, signal));
  if (!response.destroyed) sendInference(response, asked.id, reply);
}

/** `POST /v1/models/{m}:predict`: rows of named features in, predictions out. */
export async function predict(
  request: IncomingMessage,
  response: ServerResponse,
  model: ModelRef,
  { service, bodies, maxBodyBytes }: InferenceOptions,
): Promise<void> {
  const terms = requestTerms(request.headers, null, signalOf(response));
  const body = await wholeBody(request, bodies, maxBodyBytes);
  const reply =
    body.length > largestReadHereBytes
      ? await service.predictBody(model, body, terms)
      : await service.predict(model, parsePredictBody(body), terms);
  if (!response.destroyed) sendPredictions(response, reply);
}

export async function wholeBody(
  request: IncomingMessage,
  bodies: BodyReader,
  maxBytes: number,
): Promise<Buffer> {
  const body = await bodies.read(request);
  const encoding = request.headers['content-encoding'];
  return encoding === undefined ? body : inflated(body, encoding, maxBytes);
}

/** Aborted when the connection ends before the answer is complete: then nobody waits for it any more. */
function signalOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
