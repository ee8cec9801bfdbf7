import * as http from 'node:http';
import * as https from 'node:https';
import { FailureError, failed } from '../../../contract/failure.ts';
import { networkFailure } from './words.ts';

export interface RemoteRequest {
  method: 'GET' | 'POST';
  url: URL;
  headers: Readonly<Record<string, string>>;
  /** To be sent one after the other. */
  body: readonly Uint8Array[];
  /** Bytes of the answer, at most. */
  mostBytes: number;
  /** For all of it, from connecting to the last byte. */
  deadlineMs: number;
  signal: AbortSignal | null;
}

export interface RemoteAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export interface RemoteConnection {
  /**
   * One request and its answer, whatever its status. Redirects are not followed.
   * @throws FailureError REMOTE_FAILED for what goes wrong on the way, in words that go on from the server's name;
   * CANCELLED by the signal
   */
  exchange(request: RemoteRequest): Promise<RemoteAnswer>;
  close(): void;
}

const mostConnections = 16;

/** Connections to one server, kept open between requests. Certificates are checked; no proxy is asked. */
export function openConnection(secure: boolean): RemoteConnection {
  const options = { keepAlive: true, maxSockets: mostConnections, scheduling: 'lifo' } as const;
  const agent = secure ? new https.Agent({ ...options, rejectUnauthorized: true }) : new http.Agent(options);
  const send = secure ? https.request : http.request;

  function once(request: RemoteRequest): Promise<RemoteAnswer> {
    const { promise, resolve, reject } = Promise.withResolvers<RemoteAnswer>();
    const { method, url, signal, mostBytes, deadlineMs } = request;
    const sizeBytes = request.body.reduce((size, part) => size + part.length, 0);
    const length = method === 'GET' ? {} : { 'content-length': String(sizeBytes) };
    const headers = { ...request.headers, 'accept-encoding': 'identity', ...length };
    const sent = send(url, { method, headers, agent });
    const giveUp = (error: Error): void => {
      reject(error);
      sent.destroy();
    };
    const timer = setTimeout(() => giveUp(tooSlow(deadlineMs)), deadlineMs);
    const onAbort = (): void => giveUp(failed('CANCELLED', 'Cancelled.'));
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted) onAbort();
    sent.on('error', (error) => reject(new NotSent(error, sent.reusedSocket)));
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('error', reject);
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > mostBytes) giveUp(tooMuch(mostBytes));
        else parts.push(part);
      });
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(parts, bytes),
        }),
      );
      response.on('close', () =>
        reject(failed('REMOTE_FAILED', 'broke off its answer', { retryable: true })),
      );
    });
    for (const part of request.body) sent.write(part);
    sent.end();
    return promise.finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    });
  }

  return {
    async exchange(request) {
      try {
        return await once(request).catch((error: unknown) => {
          // A connection that was kept may have been closed over there meanwhile: then nothing was done yet.
          if (error instanceof NotSent && error.wasKept) return once(request);
          throw error;
        });
      } catch (error) {
        if (error instanceof FailureError) throw error;
        throw networkFailure(error instanceof NotSent ? error.cause : error);
      }
    },
    close: () => agent.destroy(),
  };
}

class NotSent extends Error {
  readonly wasKept: boolean;
  constructor(cause: Error, wasKept: boolean) {
    super(cause.message, { cause });
    this.wasKept = wasKept;
  }
}

function tooSlow(deadlineMs: number) {
  const seconds = Number((deadlineMs / 1000).toFixed(1));
  return failed('REMOTE_FAILED', `did not answer within ${seconds} s`, { retryable: true });
}

function tooMuch(mostBytes: number) {
  return failed('REMOTE_FAILED', `answered more than ${Math.round(mostBytes / 1e6)} MB, which is not taken`);
}
