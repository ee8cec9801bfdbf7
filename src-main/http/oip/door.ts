import type { IncomingMessage, ServerResponse } from 'node:http';
import { failed } from '../../contract/failure.ts';
import type { Caller } from '../../domain/caller.ts';
import type { InferenceService } from '../../services/inference.ts';
import { type BodyLimits, BodyRefused, createBodyReader } from '../body.ts';
import { type Exchange, sendFailure } from '../exchange.ts';
import type { Guard } from '../guard.ts';
import { type InferenceGate, serverOff } from '../inference-gate.ts';
import { sendPlain } from './answers.ts';
import { loadModel, sendIndex, sendModel, sendModelReady, sendServer, unloadModel } from './about.ts';
import { infer, type InferenceOptions, predict } from './inference.ts';
import { findPlace, type Place } from './places.ts';

export interface ProtocolOptions {
  /** Null where no models are served: then nothing but the server itself is there. */
  service: InferenceService | null;
  /** Of the program. */
  version: string;
  limits: BodyLimits;
  isReady(): boolean;
  guard: Guard;
  /** Whether programs are let in, and how many of them are inside. */
  gate: InferenceGate;
  /** Answers with what was thrown. */
  fail(exchange: Omit<Exchange, 'query'>, thrown: unknown): void;
}

/** Answers what is asked at one of the protocol's targets. */
export interface ProtocolDoor {
  answer(request: IncomingMessage, response: ServerResponse, target: string): void;
  stop(): void;
}

/** Open Inference Protocol V2 with the repository extension, and predictions over V1. */
export function createProtocolDoor(options: ProtocolOptions): ProtocolDoor {
  const { service, limits, guard, gate } = options;
  const bodies = createBodyReader(limits);
  const inference = service && {
    ...{ service, bodies, maxBodyBytes: limits.maxBytes },
    stalledMs: 2 * limits.idleMs,
  };
  return {
    answer(request, response, target) {
      const query = target.indexOf('?');
      const path = query < 0 ? target : target.slice(0, query);
      const exchange = { request, response, path };
      const place = findPlace(path);
      const refusal = guard.refusal(request, { open: isProbe(request, place) });
      if (refusal !== null) {
        // A program that lacks a token may send one next; whoever comes from elsewhere may not.
        if (refusal.status !== 401) response.setHeader('connection', 'close');
        return sendFailure(exchange, refusal.failure, refusal.status);
      }
      if (place === null) return sendFailure(exchange, notFound);
      const method = methodOf(place);
      if (request.method !== method && !(request.method === 'HEAD' && method === 'GET')) {
        response.setHeader('allow', method === 'GET' ? 'GET, HEAD' : method);
        return sendFailure(exchange, failed('NOT_SUPPORTED', `This address takes ${method}.`).failure);
      }
      if (place.kind === 'live') return sendPlain(response, 200, { live: true });
      if (place.kind === 'server-ready') {
        const ready = gate.isOpen && options.isReady();
        return sendPlain(response, ready ? 200 : 503, { ready });
      }
      if (!gate.isOpen) return sendFailure(exchange, serverOff);
      const caller = gate.enter(response);
      if (place.kind === 'server') return sendServer(response, options.version);
      if (inference === null) return sendFailure(exchange, notFound);
      served({ request, response, place, caller }, inference).catch((thrown: unknown) => {
        if (response.destroyed) return;
        if (caller.hasLeft) return sendFailure(exchange, serverOff);
        if (!(thrown instanceof BodyRefused)) return options.fail(exchange, thrown);
        sendFailure(exchange, failed('BAD_REQUEST', thrown.message).failure, thrown.status);
      });
    },
    stop: () => bodies.stop(),
  };
}

/** Whoever asks whether the server is well needs no token. */
function isProbe({ method }: IncomingMessage, place: Place | null): boolean {
  const isHealth = place?.kind === 'live' || place?.kind === 'server-ready';
  return isHealth && (method === 'GET' || method === 'HEAD');
}

const notFound = failed('NOT_FOUND', 'There is nothing at this address.').failure;

function methodOf({ kind }: Place): 'GET' | 'POST' {
  switch (kind) {
    case 'infer':
    case 'predict':
    case 'index':
    case 'load':
    case 'unload':
      return 'POST';
    default:
      return 'GET';
  }
}

interface Asked {
  request: IncomingMessage;
  response: ServerResponse;
  place: Exclude<Place, { kind: 'server' | 'live' | 'server-ready' }>;
  caller: Caller;
}

function served({ request, response, place, caller }: Asked, options: InferenceOptions): Promise<void> {
  switch (place.kind) {
    case 'infer':
      return infer(request, response, place.model, caller, options);
    case 'predict':
      return predict(request, response, place.model, caller, options);
    case 'model':
      return sendModel(response, place.model, options.service);
    case 'model-ready':
      return sendModelReady(response, place.model, options.service);
    case 'index':
      return sendIndex(request, response, options);
    case 'load':
      return loadModel(request, response, place.model, options);
    case 'unload':
      return unloadModel(request, response, place.model, options);
  }
}
