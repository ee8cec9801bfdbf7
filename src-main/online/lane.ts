import { FailureError, failed, toFailure } from '../contract/failure.ts';
import type { OnlineView, ServingSettings } from '../contract/online.ts';
import { createRequestQueue } from '../domain/batching/request-queue.ts';
import type { Signature } from '../domain/encoding/row-encoder.ts';
import { modelOff } from '../domain/model-settings.ts';
import type { Timers } from '../domain/timers.ts';
import { type CacheKey, cacheKey, createAnswerCache } from './answer-cache.ts';
import type { SendBatch } from './batch-sender.ts';
import { isBatchable } from './batchable.ts';
import { createDeadlines } from './deadlines.ts';
import type { HeldModel } from './engine-seat.ts';
import { portsOf } from './graph-ports.ts';
import { createLaneDispatch } from './lane-dispatch.ts';
import { createLaneHold, type Held } from './lane-hold.ts';
import { createLaneRecord, type LaneRecord } from './lane-record.ts';
import { LaneRequest, lateFailure, queueFull, type RequestEvents } from './lane-request.ts';
import { laneView } from './lane-view.ts';
import type { GraphPorts } from './messages.ts';
import type { Placement } from './placement.ts';
import { type Done, type RequestTerms, shapeOf, type Work } from './work.ts';

/** A version of a model as its lane needs it. */
export interface LaneModel {
  name: string;
  version: string;
  signature: Signature;
}

export interface LaneOptions {
  model: LaneModel;
  /** Loads the model where it is not. */
  hold(): Promise<HeldModel>;
  /** Whether it is switched on; what was taken before it was switched off is answered. */
  isOn(): boolean;
  /** Engine processes that may hold it, at most. */
  mostInstances(): number;
  settings(): ServingSettings;
  placement: Placement;
  send: SendBatch;
  timers: Timers;
  /** A clock that never jumps, and the time of day. */
  nowMs(): number;
  wallMs(): number;
  /** Runs once, after what has arrived already was read. */
  soon(act: () => void): void;
  onChange(): void;
  /** `away` is another one. */
  onReach(): void;
}

/** The way of requests to one version of a model: queue, batches, engine processes, answers. */
export interface Lane {
  readonly record: LaneRecord;
  readonly waiting: number;
  /** Requests that have no answer yet. */
  readonly outstanding: number;
  /** What its graph takes, once it was loaded. */
  readonly ports: GraphPorts | null;
  /** Why the server that runs it did not answer the last request; null when it did, undefined before there was one. */
  readonly away: string | null | undefined;
  /** A job has asked that server: null when it answered, else why it did not. */
  reached(why: string | null): void;
  /** Loads it to see what its graph takes. @throws FailureError MODEL_LOADING, or what the load fails with */
  learnPorts(): Promise<GraphPorts>;
  /** @throws FailureError MODEL_OFF, QUEUE_FULL, MODEL_LOADING, DEADLINE, CANCELLED, or what the model says of the request */
  ask(work: Work, terms: RequestTerms): Promise<Done>;
  /** An engine process has come or gone. */
  look(): void;
  /** Gives the model back unless a request needs it. */
  rest(): void;
  clearCache(): void;
  view(): OnlineView;
  stop(): void;
}

/** Requests come in rows; giving a model back and taking it again between two of them would be work for nothing. */
const lingerMs = 250;

const cancelled = failed('CANCELLED', 'Cancelled.').failure;

export function createLane(options: LaneOptions): Lane {
  const { model, settings, timers, nowMs, onChange } = options;
  const { signature } = model;
  const title = `${model.name}@${model.version}`;
  const queue = createRequestQueue<LaneRequest>();
  const record = createLaneRecord(nowMs, options.wallMs);
  const cache = createAnswerCache();
  const hold = createLaneHold({
    title,
    timers,
    nowMs,
    async load(): Promise<Held> {
      const held = await options.hold();
      try {
        ports ??= await portsOf(held, title);
        return { model: held, ports, batchable: isBatchable(ports, signature) };
      } catch (error) {
        held.release();
        throw error;
      }
    },
    lingerMs: () => lingerMs + (dispatch.instancesAsked > 1 ? settings().scaling.downAfterMs : 0),
    onLoaded({ model: { coldStartMs } }) {
      dispatch.loaded();
      if (coldStartMs !== null) record.coldStart(coldStartMs);
    },
  });
  const dispatch = createLaneDispatch({ ...options, title, signature, queue, hold, record });
  const deadlines = createDeadlines(unanswered, { timers, nowMs });
  /** Those that came before the model was loaded. */
  const early = new Set<LaneRequest>();
  let ports: GraphPorts | null = null;
  let outstanding = 0;
  let away: string | null | undefined;

  function* unanswered(): Iterable<LaneRequest> {
    yield* early;
    yield* queue;
    yield* dispatch.unanswered();
  }

  const events: RequestEvents = {
    askerLeft(request) {
      queue.remove(request);
      request.fail(cancelled);
    },
    late(request) {
      if (!request.hasOwnTimeout && settings().batching.whenLate === 'delay') {
        request.dueMs = Number.POSITIVE_INFINITY;
        return queue.delay(request);
      }
      queue.remove(request);
      request.fail(lateFailure(title, request));
    },
    succeeded(request, done) {
      if (request.cacheKey) cache.keep(request.cacheKey, done.answer, settings().cache.maxBytes);
      reached(null);
      ended();
    },
    failed(_request, failure) {
      record.failed(failure.code);
      if (failure.code === 'REMOTE_FAILED') reached(failure.message);
      ended();
    },
  };

  function reached(why: string | null): void {
    if (away === why) return;
    away = why;
    options.onReach();
  }

  function ended(): void {
    outstanding -= 1;
    hold.letGo();
    onChange();
  }

  function ask(work: Work, terms: RequestTerms): Promise<Done> {
    const arrivedMs = nowMs();
    if (terms.asker.hasLeft) return Promise.reject(new FailureError(cancelled));
    // It may be loaded still, and its answers be in the cache.
    if (!options.isOn()) return Promise.reject(modelOff(title));
    const { batching, cache: caching } = settings();
    const key = caching.on ? cacheKey(work) : null;
    const cacheOutcome = caching.on ? (terms.mayUseCache ? 'miss' : 'bypass') : 'off';
    const known = key && terms.mayUseCache ? fromCache(key, arrivedMs) : null;
    if (known) return Promise.resolve(known);
    if (outstanding - dispatch.inFlight.requests >= batching.queueRequests) {
      record.failed('QUEUE_FULL');
      return Promise.reject(queueFull(title, batching.queueRequests, record.latency));
    }
    outstanding += 1;
    hold.take();
    onChange();
    const request = new LaneRequest(
      { work, terms, arrivedMs, cacheKey: key, cacheOutcome },
      batching,
      events,
    );
    if (hold.held) admit(request, hold.held);
    else void admitOnceLoaded(request, terms.isPatient);
    return request.answer;
  }

  async function admitOnceLoaded(request: LaneRequest, isPatient: boolean): Promise<void> {
    const dueMs = request.dueMs;
    // Who waits for the load however long it takes has the model's own time from then on.
    const isAfterLoad = isPatient && !request.hasOwnTimeout;
    if (isAfterLoad) request.dueMs = Number.POSITIVE_INFINITY;
    early.add(request);
    deadlines.watch(request);
    try {
      const held = await hold.ready(isPatient ? null : settings().scaling.loadWaitMs);
      early.delete(request);
      if (isAfterLoad) request.dueMs = dueMs + nowMs() - request.arrivedMs;
      admit(request, held);
    } catch (error) {
      early.delete(request);
      request.fail(toFailure(error));
    }
  }

  function admit(request: LaneRequest, { batchable }: Held): void {
    if (request.isOver) return;
    request.shape = shapeOf(request.work, batchable);
    queue.add(request);
    deadlines.watch(request);
    dispatch.plan();
  }

  function fromCache(key: CacheKey, arrivedMs: number): Done | null {
    const answer = cache.find(key);
    record.cacheAsked(answer !== null);
    if (!answer) return null;
    const atMs = nowMs();
    record.succeeded({ atMs, ms: atMs - arrivedMs, queueMs: 0, rows: answer.rows, timing: null });
    onChange();
    return { answer, timing: { queue: 0, encode: 0, infer: 0, decode: 0 }, coldStartMs: null, cache: 'hit' };
  }

  return {
    record,
    get waiting() {
      return queue.size;
    },
    get outstanding() {
      return outstanding;
    },
    get ports() {
      return ports;
    },
    get away() {
      return away;
    },
    reached,
    async learnPorts() {
      if (ports) return ports;
      hold.take();
      try {
        return (await hold.ready(settings().scaling.loadWaitMs)).ports;
      } finally {
        hold.letGo();
      }
    },
    ask,
    look: dispatch.plan,
    rest: hold.rest,
    clearCache: cache.clear,
    view: () =>
      laneView({
        ...{ model, queue, cache, record },
        inFlight: dispatch.inFlight,
        settings: settings(),
        held: hold.held?.model ?? null,
        nowMs: nowMs(),
      }),
    stop() {
      dispatch.stop();
      deadlines.stop();
      const closed = failed('CLOSED', 'Foredeck is closing.').failure;
      for (const request of queue.take(queue.size)) request.fail(closed);
      hold.rest();
    },
  };
}
