import { type Failure, FailureError, failed, toFailure } from '../contract/failure.ts';
import type { BatchReason, OnlineView, ServingSettings } from '../contract/online.ts';
import { decideBatch } from '../domain/batching/decide.ts';
import { createRequestQueue } from '../domain/batching/request-queue.ts';
import type { Signature } from '../domain/encoding/row-encoder.ts';
import type { PredictTiming } from '../domain/predict-instances.ts';
import { modelOff } from '../domain/model-settings.ts';
import type { Timers } from '../domain/timers.ts';
import { type CacheKey, cacheKey, createAnswerCache } from './answer-cache.ts';
import type { SendBatch } from './batch-sender.ts';
import { isBatchable } from './batchable.ts';
import { createDeadlines } from './deadlines.ts';
import type { EngineSeat, HeldModel } from './engine-seat.ts';
import { portsOf } from './graph-ports.ts';
import { createLaneHold, type Held } from './lane-hold.ts';
import { createLaneRecord, type LaneRecord } from './lane-record.ts';
import { LaneRequest, lateFailure, queueFull, type RequestEvents } from './lane-request.ts';
import { createLaneScale } from './lane-scale.ts';
import { laneView } from './lane-view.ts';
import type { GraphPorts, LaneAnswer } from './messages.ts';
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
}

/** The way of requests to one version of a model: queue, batches, engine processes, answers. */
export interface Lane {
  readonly record: LaneRecord;
  readonly waiting: number;
  /** Requests that have no answer yet. */
  readonly outstanding: number;
  /** What its graph takes, once it was loaded. */
  readonly ports: GraphPorts | null;
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
  const { model, settings, placement, send, timers, nowMs, onChange } = options;
  const title = `${model.name}@${model.version}`;
  const queue = createRequestQueue<LaneRequest>();
  const record = createLaneRecord(nowMs, options.wallMs);
  const cache = createAnswerCache();
  const load = placement.newLoad();
  const scale = createLaneScale({
    settings: () => settings().scaling,
    most: () => Math.min(options.mostInstances(), placement.most(load)),
    nowMs,
    onResized: planDispatch,
  });
  const hold = createLaneHold({
    title,
    timers,
    nowMs,
    async load(): Promise<Held> {
      const held = await options.hold();
      try {
        ports ??= await portsOf(held, title);
        return { model: held, ports };
      } catch (error) {
        held.release();
        throw error;
      }
    },
    lingerMs: () => lingerMs + (scale.asked > 1 ? settings().scaling.downAfterMs : 0),
    onLoaded({ model: { coldStartMs } }) {
      scale.reset();
      if (coldStartMs !== null) record.coldStart(coldStartMs);
    },
  });
  let ports: GraphPorts | null = null;
  let outstanding = 0;
  let inFlight = { requests: 0, batches: 0 };
  const underWay = new Set<readonly LaneRequest[]>();
  const deadlines = createDeadlines(withoutAnswer, { timers, nowMs });
  let isDispatchPlanned = false;
  let undoTimer = (): void => {};

  function* withoutAnswer(): Iterable<LaneRequest> {
    yield* queue;
    for (const requests of underWay) for (const request of requests) if (!request.isOver) yield request;
  }

  function planDispatch(): void {
    if (isDispatchPlanned) return;
    isDispatchPlanned = true;
    options.soon(dispatch);
  }

  function dispatch(): void {
    isDispatchPlanned = false;
    undoTimer();
    while (queue.size > 0 && hold.held) {
      const { model: held } = hold.held;
      const seats = held.seats();
      if (seats.length === 0) return lost();
      const seat = placement.choose(load, seats, settings().batching.inFlight);
      if (!seat) return rescale(held);
      const rowsAhead = load.rowsInFlight.get(seat.number) ?? 0;
      const decision = decideBatch(queue, settings().batching, nowMs(), rowsAhead);
      if ('waitMs' in decision) {
        if (decision.waitMs === null) return rescale(held);
        undoTimer = timers.after(decision.waitMs, dispatch);
        return;
      }
      void sendBatch(seat, hold.held, queue.take(decision.requests), decision.reason);
      if (seats.every(({ number }) => (load.inFlight.get(number) ?? 0) > 0)) scale.noteAllNeeded();
    }
    if (hold.held && scale.asked > 1) rescale(hold.held.model);
  }

  /** Those that held it have failed for good; others are asked to. */
  function lost(): void {
    hold.renew();
    hold.ready(null).then(planDispatch, (error: unknown) => {
      for (const request of queue.take(queue.size)) request.fail(toFailure(error));
    });
  }

  function rescale(held: HeldModel): void {
    const [oldest] = queue;
    const againMs = scale.look(held, oldest ? nowMs() - oldest.arrivedMs : null);
    if (againMs === null) return;
    undoTimer();
    undoTimer = timers.after(againMs, dispatch);
  }

  async function sendBatch(
    seat: EngineSeat,
    { model: held, ports: graph }: Held,
    requests: readonly LaneRequest[],
    reason: BatchReason,
  ): Promise<void> {
    const rows = requests.reduce((sum, request) => sum + request.rows, 0);
    const sentMs = nowMs();
    let arrivedMs = sentMs;
    for (const request of requests) arrivedMs = Math.min(arrivedMs, request.arrivedMs);
    const oldestMs = sentMs - arrivedMs;
    const batch = record.sent({ rows, requests: requests.length, reason, oldestMs, process: seat.number });
    placement.began(load, seat, rows);
    underWay.add(requests);
    inFlight = { requests: inFlight.requests + requests.length, batches: inFlight.batches + 1 };
    let tookMs: number | null = null;
    try {
      const { answers, timing } = await send(seat, requests, {
        sessionKey: held.sessionKey,
        signatureId: title,
        signature: model.signature,
        batchable: isBatchable(graph, model.signature),
      });
      tookMs = timing.encode + timing.infer + timing.decode;
      batch.over(timing);
      answers.forEach((answer, index) => {
        const request = requests[index] as LaneRequest;
        if ('code' in answer) request.fail(answer);
        else settle(request, answer, timing, held.coldStartMs);
      });
    } catch (error) {
      batch.over(null);
      failAll(requests, toFailure(error));
    } finally {
      underWay.delete(requests);
      placement.ended(load, seat, rows, tookMs);
      inFlight = { requests: inFlight.requests - requests.length, batches: inFlight.batches - 1 };
      planDispatch();
    }
  }

  function settle(
    request: LaneRequest,
    answer: LaneAnswer,
    timing: PredictTiming,
    coldStartMs: number | null,
  ): void {
    const ms = nowMs() - request.arrivedMs;
    const queueMs = Math.max(0, ms - timing.encode - timing.infer - timing.decode);
    if (!request.isOver) record.succeeded({ ms, queueMs, rows: answer.rows, timing });
    const { encode, infer, decode } = timing;
    request.succeed({
      answer,
      timing: { queue: queueMs, encode, infer, decode },
      coldStartMs,
      cached: false,
    });
  }

  /** An inference changes nothing, so what was in a process that ended is tried once more; only what was already fails. */
  function failAll(requests: readonly LaneRequest[], failure: Failure): void {
    for (const request of requests.toReversed()) {
      if (failure.code === 'ENGINE_CRASHED' && !request.triedBefore && !request.isOver) {
        request.triedBefore = true;
        record.totals.triedAgain += 1;
        queue.putBack(request);
      } else request.fail(failure);
    }
  }

  const events: RequestEvents = {
    callerLeft(request) {
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
      ended();
    },
    failed(_request, failure) {
      record.failed(failure.code);
      ended();
    },
  };

  function ended(): void {
    outstanding -= 1;
    hold.letGo();
    onChange();
  }

  function ask(work: Work, terms: RequestTerms): Promise<Done> {
    const arrivedMs = nowMs();
    if (terms.caller.hasLeft) return Promise.reject(new FailureError(cancelled));
    // It may be loaded still, and its answers be in the cache.
    if (!options.isOn()) return Promise.reject(modelOff(title));
    const { batching, cache: caching } = settings();
    const key = caching.on ? cacheKey(work) : null;
    const known = key && terms.mayUseCache ? fromCache(key, arrivedMs) : null;
    if (known) return Promise.resolve(known);
    if (outstanding - inFlight.requests >= batching.queueRequests) {
      record.totals.refused += 1;
      return Promise.reject(queueFull(title, batching.queueRequests, record.latency));
    }
    outstanding += 1;
    hold.take();
    onChange();
    const request = new LaneRequest({ work, terms, arrivedMs, cacheKey: key }, batching, events);
    if (hold.held) admit(request, hold.held);
    else {
      hold.ready(terms.isPatient ? null : settings().scaling.loadWaitMs).then(
        (held) => admit(request, held),
        (error: unknown) => request.fail(toFailure(error)),
      );
    }
    return request.answer;
  }

  function admit(request: LaneRequest, { ports: graph }: Held): void {
    if (request.isOver) return;
    request.shape = shapeOf(request.work, isBatchable(graph, model.signature));
    queue.add(request);
    deadlines.watch(request);
    planDispatch();
  }

  function fromCache(key: CacheKey, arrivedMs: number): Done | null {
    const answer = cache.find(key);
    record.totals[answer ? 'cacheHits' : 'cacheMisses'] += 1;
    if (!answer) return null;
    record.succeeded({ ms: nowMs() - arrivedMs, queueMs: 0, rows: answer.rows, timing: null });
    onChange();
    return { answer, timing: { queue: 0, encode: 0, infer: 0, decode: 0 }, coldStartMs: null, cached: true };
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
    look: planDispatch,
    rest: hold.rest,
    clearCache: cache.clear,
    view: () =>
      laneView({
        ...{ model, queue, inFlight, cache, record },
        settings: settings(),
        held: hold.held?.model ?? null,
        nowMs: nowMs(),
      }),
    stop() {
      undoTimer();
      deadlines.stop();
      placement.drop(load);
      const closed = failed('CLOSED', 'Foredeck is closing.').failure;
      for (const request of queue.take(queue.size)) request.fail(closed);
      hold.rest();
    },
  };
}
