import type { ServerResponse } from 'node:http';
import type { CacheOutcome, InferReply, PredictReply } from '../../services/inference.ts';

/**
 * Answers are put together from text that engine processes wrote. Headers are written once, with the head: setting
 * them one by one costs as much as the rest of a small answer.
 */

const plainHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export function sendInference(response: ServerResponse, id: string | null, reply: InferReply): void {
  const idText = id === null ? '' : `"id":${JSON.stringify(id)},`;
  const model = `"model_name":${JSON.stringify(reply.name)},"model_version":${JSON.stringify(reply.version)}`;
  const json = `{${idText}${model},"outputs":${reply.outputsJson}}`;
  if (reply.binary.length === 0) return sendText(response, 200, json, reply.cache);
  const jsonBytes = Buffer.byteLength(json);
  const sizeBytes = reply.binary.reduce((size, part) => size + part.byteLength, jsonBytes);
  response.writeHead(200, {
    'content-type': 'application/octet-stream',
    'content-length': sizeBytes,
    'inference-header-content-length': jsonBytes,
    ...cacheHeader(reply.cache),
    ...plainHeaders,
  });
  response.cork();
  response.write(json);
  for (const part of reply.binary) response.write(part);
  response.uncork();
  response.end();
}

export function sendPredictions(response: ServerResponse, reply: PredictReply): void {
  sendText(response, 200, `{"predictions":${reply.predictionsJson}}`, reply.cache);
}

/** A small answer that is no prediction. */
export function sendPlain(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, JSON.stringify(value), 'off');
}

/** An answer that says all by its status. */
export function sendDone(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 0, ...plainHeaders }).end();
}

function sendText(response: ServerResponse, status: number, json: string, cache: CacheOutcome): void {
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(json),
    ...cacheHeader(cache),
    ...plainHeaders,
  });
  response.end(json);
}

function cacheHeader(cache: CacheOutcome): { 'x-foredeck-cache'?: string } {
  return cache === 'off' ? {} : { 'x-foredeck-cache': cache };
}
