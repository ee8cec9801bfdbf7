import type { ServerResponse } from 'node:http';
import type { CacheOutcome, JsonPart } from '../../online/index.ts';
import type { InferReply, PredictReply } from '../../services/inference.ts';

/**
 * Answers are put together from text that engine processes wrote. Headers are written once, with the head: setting
 * them one by one costs as much as the rest of a small answer.
 */

const plainHeaders = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export function sendInference(
  response: ServerResponse,
  id: string | null,
  reply: InferReply,
  stalledMs: number,
): void {
  const idText = id === null ? '' : `"id":${JSON.stringify(id)},`;
  const model = `"model_name":${JSON.stringify(reply.name)},"model_version":${JSON.stringify(reply.version)}`;
  send(response, [`{${idText}${model},"outputs":`, reply.outputs, '}'], { ...reply, stalledMs });
}

export function sendPredictions(response: ServerResponse, reply: PredictReply, stalledMs: number): void {
  send(response, ['{"predictions":', reply.predictions, '}'], { cache: reply.cache, binary: [], stalledMs });
}

/** A small answer that is no prediction. */
export function sendPlain(response: ServerResponse, status: number, value: unknown): void {
  sendText(response, status, JSON.stringify(value), 'off');
}

/** An answer that says all by its status. */
export function sendDone(response: ServerResponse): void {
  response.writeHead(200, { 'content-length': 0, ...plainHeaders }).end();
}

/** The JSON in three parts, and what comes behind it. Short texts go out as one piece. */
function send(
  response: ServerResponse,
  [head, middle, tail]: [string, JsonPart, string],
  { cache, binary, stalledMs }: { cache: CacheOutcome; binary: readonly Uint8Array[]; stalledMs: number },
): void {
  if (typeof middle === 'string' && binary.length === 0)
    return sendText(response, 200, head + middle + tail, cache);
  const json = [head, middle, tail].map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  const jsonBytes = bytesOf(json);
  response.writeHead(200, {
    'content-type': binary.length > 0 ? 'application/octet-stream' : 'application/json',
    'content-length': jsonBytes + bytesOf(binary),
    ...(binary.length > 0 ? { 'inference-header-content-length': jsonBytes } : {}),
    ...cacheHeader(cache),
    ...plainHeaders,
  });
  // A reader that takes nothing would keep the answer in memory, and its place among the bodies, for good.
  response.setTimeout(stalledMs, () => response.destroy());
  response.cork();
  for (const part of [...json, ...binary]) response.write(part);
  response.uncork();
  response.end();
}

function bytesOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((size, part) => size + part.byteLength, 0);
}

function sendText(response: ServerResponse, status: number, json: string, cache: CacheOutcome): void {
  const sizeBytes = Buffer.byteLength(json);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': sizeBytes,
    ...cacheHeader(cache),
    ...plainHeaders,
  });
  // Of ASCII both are the same bytes, and these are written with less work.
  response.end(json, sizeBytes === json.length ? 'latin1' : 'utf8');
}

function cacheHeader(cache: CacheOutcome): { 'x-foredeck-cache'?: string } {
  return cache === 'off' ? {} : { 'x-foredeck-cache': cache };
}
