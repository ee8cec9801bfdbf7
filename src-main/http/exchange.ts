import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Failure, type FailureCode, FailureError, failed } from '../contract/failure.ts';
import { speaksProtocol } from './oip/places.ts';

/** One request and its response, with the path and query already taken apart. */
export interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
  /** As sent: encoded, starting with `/`. */
  path: string;
  query: URLSearchParams;
}

/** One place of the HTTP surface. A router is a list of these; the first that matches answers. */
export interface Route {
  method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** Parts of the path by name, or null when it is another path. */
  match(path: string): Record<string, string> | null;
  /** True for what may be asked without authentication. */
  open?: boolean;
  /** For people, and programs that may do all a person may. */
  isConsole?: boolean;
  /** Let in only while programs are. */
  obeysSwitch?: boolean;
  handle(exchange: Exchange, parts: Record<string, string>): Promise<void> | void;
}

/** A path with named parts: `/console/jobs/:id/output`. A part matches one segment of unreserved characters. */
export function pathPattern(pattern: string): Route['match'] {
  const names = [...pattern.matchAll(/:(\w+)/gu)].map((found) => String(found[1]));
  const expression = new RegExp(`^${pattern.replace(/:\w+/gu, '([\\w.~-]{1,200})')}$`, 'u');
  return (path) => {
    const found = expression.exec(path);
    return found && Object.fromEntries(names.map((name, index) => [name, String(found[index + 1])]));
  };
}

/** What each code is over HTTP: whose fault it is, and whether waiting helps. */
const statusByCode: Record<FailureCode, number> = {
  BAD_REQUEST: 400,
  MODEL_OFF: 400,
  INPUT_UNREADABLE: 400,
  INPUT_UNSUPPORTED: 400,
  INPUT_EMPTY: 400,
  INPUT_MALFORMED: 400,
  INPUT_CHANGED: 409,
  MAPPING_INCOMPLETE: 400,
  UNAUTHORIZED: 401,
  NOT_FOUND: 404,
  JOB_NOT_FOUND: 404,
  MODEL_NOT_FOUND: 404,
  INPUT_NOT_FOUND: 404,
  TOKEN_NOT_FOUND: 404,
  NOT_SUPPORTED: 405,
  JOB_STATE: 409,
  MODEL_IN_USE: 409,
  OUTPUT_EXISTS: 409,
  PORT_IN_USE: 409,
  FOLDER_IN_USE: 409,
  QUEUE_FULL: 429,
  MODEL_INVALID: 500,
  OUTPUT_NOT_WRITABLE: 500,
  FOLDER_UNUSABLE: 500,
  STORE_FAILED: 500,
  INTERNAL: 500,
  REMOTE_FAILED: 502,
  CANCELLED: 503,
  CLOSED: 503,
  MODEL_LOADING: 503,
  SERVER_OFF: 503,
  OFFLINE: 503,
  ENGINE_BOOT: 503,
  ENGINE_CRASHED: 503,
  ENGINE_MEMORY: 503,
  ENGINE_PROTOCOL: 503,
  DEADLINE: 504,
  ENGINE_TIMEOUT: 504,
  DISK_FULL: 507,
};

/** The status that says over HTTP what the code says. */
export function statusOf(code: FailureCode): number {
  return statusByCode[code];
}

export function sendJson(response: ServerResponse, status: number, value: unknown): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, {
    // JSON is UTF-8 and has no such parameter, and kserve's client reads an error only from exactly this.
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
  });
  response.end(body);
}

/**
 * Answers with the one failure shape, or with the `{"error": …}` that the inference protocols have below their paths.
 * What was being answered already is cut off instead.
 */
export function sendFailure(
  { request, response, path }: Omit<Exchange, 'query'>,
  failure: Failure,
  status = statusOf(failure.code),
): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  endAfterAnswer(request, response);
  const retryAfterMs = failure.details?.retryAfterMs ?? (status === 429 || status === 503 ? 1000 : undefined);
  if (retryAfterMs !== undefined)
    response.setHeader('retry-after', Math.max(1, Math.ceil(retryAfterMs / 1000)));
  const told = tellable(failure);
  if (!speaksProtocol(path)) return sendJson(response, status, told);
  response.setHeader('x-content-type-options', 'nosniff');
  const hint = told.details?.hint;
  sendJson(response, status, { error: hint === undefined ? told.message : `${told.message} ${hint}` });
}

/** The failure inside whatever a handler threw, with INTERNAL for what no caller should read. */
export function failureToSend(thrown: unknown): Failure {
  return thrown instanceof FailureError ? thrown.failure : unexpected;
}

const unexpected = failed('INTERNAL', 'Something unexpected went wrong inside Foredeck.').failure;

/** Without what is for the log and the console alone: words of a defect, and the last lines of a process with its stack. */
function tellable(failure: Failure): Failure {
  if (failure.code === 'INTERNAL') return unexpected;
  return failure.code === 'ENGINE_BOOT' ? { ...failure, details: undefined } : failure;
}

/** How long a body that nobody wants is still taken in, so that its sender gets to read the answer. */
const unreadBodyGraceMs = 1000;

/** Ends the connection after the answer when the request has a body that was not read: nobody waits for its end. */
function endAfterAnswer(request: IncomingMessage, response: ServerResponse): void {
  const hasBody =
    'transfer-encoding' in request.headers || Number(request.headers['content-length'] ?? 0) > 0;
  if (!hasBody || request.complete) return;
  response.setHeader('connection', 'close');
  response.once('finish', () => {
    request.resume();
    setTimeout(() => request.socket.destroy(), unreadBodyGraceMs).unref();
  });
}
