import { setTimeout as wait } from 'node:timers/promises';
import { type FailureCode, FailureError, failed, toFailure } from '../../../contract/failure.ts';
import {
  type InferBody,
  type ModelMetadata,
  mostAnswerJsonBytes,
  parseInferAnswer,
  parseModelMetadata,
  parseServerMetadata,
  type ServerMetadata,
} from '../../../domain/oip/index.ts';
import { modelPathOf, placeText, type RemotePlace } from '../../../domain/remote-model.ts';
import type { TensorValue } from '../../tensor.ts';
import { openConnection, type RemoteAnswer, type RemoteRequest } from './exchange.ts';
import { retryAfterOf, statusFailure } from './words.ts';

/** Waits for a description, and for a run with all its tries. */
export interface RemoteLimits {
  descriptionMs: number;
  runMs: number;
}
/** Less than a call of the supervisor has, which would end the process. */
const usualLimits: RemoteLimits = { descriptionMs: 4_000, runMs: 45_000 };
const mostDescriptionBytes = 2_000_000;
const mostAnswerBytes = 256_000_000;
/** Tries of a request that the server is too busy for, and the pauses between them. */
const busyTries = 4;
const firstPauseMs = 200;
const longestPauseMs = 10_000;

/**
 * One model on a server of the Open Inference Protocol V2. All of it throws REMOTE_FAILED naming the server, or QUEUE_FULL
 * when that takes no more requests for now.
 */
export interface RemoteServer {
  /** What it says of itself; nothing where it says nothing. */
  describe(): Promise<ServerMetadata>;
  describeModel(): Promise<ModelMetadata>;
  /** @throws FailureError REMOTE_FAILED, saying why, when the model takes no requests now */
  checkReady(): Promise<void>;
  /**
   * @throws FailureError BAD_REQUEST for what is wrong with the rows
   */
  infer(
    body: InferBody,
    outputs: readonly string[],
    signal: AbortSignal | null,
  ): Promise<Record<string, TensorValue>>;
  close(): void;
}

export function openServer(
  place: RemotePlace,
  token: string | null,
  { descriptionMs, runMs } = usualLimits,
): RemoteServer {
  const connection = openConnection(place.url.startsWith('https:'));
  const modelPath = modelPathOf(place);
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };

  async function ask(path: string): Promise<RemoteAnswer> {
    return named(place, () =>
      connection.exchange({
        ...toServer('GET', path, {}, []),
        mostBytes: mostDescriptionBytes,
        deadlineMs: descriptionMs,
        signal: null,
      }),
    );
  }

  function toServer(
    method: RemoteRequest['method'],
    path: string,
    headers: Record<string, string>,
    body: readonly Uint8Array[],
  ): Pick<RemoteRequest, 'method' | 'url' | 'headers' | 'body'> {
    return { method, url: new URL(`${place.url}${path}`), headers: { ...authorization, ...headers }, body };
  }

  function failureOf(answer: RemoteAnswer, asked: string): FailureError {
    return ofServer(place, statusFailure(answer, { asked, token }));
  }

  async function post(body: InferBody, signal: AbortSignal | null): Promise<RemoteAnswer> {
    const path = `${modelPath}/infer`;
    const request = toServer('POST', path, bodyHeaders(body), body.parts);
    const endMs = performance.now() + runMs;
    for (let tries = 1; ; tries++) {
      const leftMs = Math.max(1, endMs - performance.now());
      const answer = await connection.exchange({
        ...request,
        mostBytes: body.headerLength === null ? mostAnswerJsonBytes : mostAnswerBytes,
        deadlineMs: leftMs,
        signal,
      });
      if (answer.status === 200) return answer;
      const isBusy = answer.status === 429 || answer.status === 503;
      const asksForMs = retryAfterOf(answer.headers['retry-after']) ?? firstPauseMs * 2 ** (tries - 1);
      const pauseMs = Math.min(longestPauseMs, Math.max(firstPauseMs, asksForMs));
      if (!isBusy || tries === busyTries || performance.now() + pauseMs > endMs) {
        throw statusFailure(answer, { asked: path, token });
      }
      await wait(pauseMs, undefined, signal ? { signal } : {}).catch(() => {
        throw failed('CANCELLED', 'Cancelled.');
      });
    }
  }

  return {
    async describe() {
      const answer = await ask('/v2');
      if (answer.status === 404) return { name: '', version: '', extensions: [] };
      if (answer.status !== 200) throw failureOf(answer, '/v2');
      return named(place, () => parseServerMetadata(answer.body));
    },
    async describeModel() {
      const answer = await ask(modelPath);
      // Triton answers 400 to the name of a model that it does not have.
      if (answer.status !== 200) throw asRemote(failureOf(answer, modelPath));
      return named(place, () => parseModelMetadata(answer.body));
    },
    async checkReady() {
      const path = `${modelPath}/ready`;
      const answer = await ask(path);
      if (answer.status !== 200) throw asRemote(failureOf(answer, path));
    },
    infer: (body, outputs, signal) =>
      named(place, async () => {
        const answer = await post(body, signal);
        const header = answer.headers['inference-header-content-length'];
        return parseInferAnswer(answer.body, header === undefined ? null : Number(header), outputs);
      }),
    close: connection.close,
  };
}

function bodyHeaders({ headerLength }: InferBody): Record<string, string> {
  if (headerLength === null) return { 'content-type': 'application/json' };
  return {
    'content-type': 'application/octet-stream',
    'inference-header-content-length': String(headerLength),
  };
}

/** Failures whose words go on from the server's name. */
const aboutServer = new Set<FailureCode>(['REMOTE_FAILED', 'QUEUE_FULL', 'BAD_REQUEST', 'NOT_SUPPORTED']);

/** Begins every message with the place it is about. */
async function named<T>(place: RemotePlace, act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw ofServer(place, error);
  }
}

function ofServer(place: RemotePlace, error: unknown): FailureError {
  const failure = toFailure(error);
  if (!aboutServer.has(failure.code)) {
    return error instanceof FailureError ? error : new FailureError(failure);
  }
  return new FailureError({ ...failure, message: `${placeText(place)} ${failure.message}` });
}

/** What is no fault of any rows. */
function asRemote({ failure }: FailureError): FailureError {
  return new FailureError({
    ...failure,
    code: failure.code === 'BAD_REQUEST' ? 'REMOTE_FAILED' : failure.code,
  });
}
