import { type Failure, toFailure } from '../contract/failure.ts';
import type { BatchReason, OnlineView, ServingSettings } from '../contract/online.ts';
import { decideBatch } from '../domain/batching/decide.ts';
import type { RequestQueue } from '../domain/batching/request-queue.ts';
import type { Signature } from '../domain/encoding/row-encoder.ts';
import type { PredictTiming } from '../domain/predict-instances.ts';
import type { Timers } from '../domain/timers.ts';
import type { SendBatch } from './batch-sender.ts';
import type { EngineSeat, HeldModel } from './engine-seat.ts';
import type { Held, LaneHold } from './lane-hold.ts';
import type { LaneRecord } from './lane-record.ts';
import type { LaneRequest } from './lane-request.ts';
import { createLaneScale } from './lane-scale.ts';
import type { LaneAnswer } from './messages.ts';
import type { Placement } from './placement.ts';

export interface LaneDispatchOptions {
  /** The model as people call it. It names the signature for good: a version never changes. */
  title: string;
  signature: Signature;
  queue: RequestQueue<LaneRequest>;
  hold: LaneHold;
  record: LaneRecord;
  settings(): ServingSettings;
  /** Engine processes that may hold it, at most. */
  mostInstances(): number;
  placement: Placement;
  send: SendBatch;
  timers: Timers;
  nowMs(): number;
  /** Runs once, after what has arrived already was read. */
  soon(act: () => void): void;
}

/** Takes requests from the queue in batches, has engine processes carry them out, and gives each request its answer. */
export interface LaneDispatch {
  readonly inFlight: OnlineView['inFlight'];
  /** Engine processes that it asks for. */
  readonly instancesAsked: number;
  /** The requests in batches under way that have no answer yet. */
  unanswered(): Iterable<LaneRequest>;
  /** Something has changed: looks at the queue soon. */
  plan(): void;
  /** The model was loaded anew, into one process. */
  loaded(): void;
  stop(): void;
}

export function createLaneDispatch(options: LaneDispatchOptions): LaneDispatch {
  const { title, signature, queue, hold, record, settings, placement, send, timers, nowMs, soon } = options;
  const load = placement.newLoad();
  const scale = createLaneScale({
    settings: () => settings().scaling,
    most: () => Math.min(options.mostInstances(), placement.most(load)),
    nowMs,
    onResized: plan,
  });
  const underWay = new Set<readonly LaneRequest[]>();
  let inFlight = { requests: 0, batches: 0 };
  let isPlanned = false;
  let undoTimer = (): void => {};

  function plan(): void {
    if (isPlanned) return;
    isPlanned = true;
    soon(dispatch);
  }

  function dispatch(): void {
    isPlanned = false;
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
    hold.ready(null).then(plan, (error: unknown) => {
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
    { model: held, batchable }: Held,
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
        signature,
        batchable,
      });
      tookMs = timing.encode + timing.infer + timing.decode;
      const atMs = nowMs();
      let answeredRows = 0;
      answers.forEach((answer, index) => {
        const request = requests[index] as LaneRequest;
        answeredRows += 'code' in answer ? request.rows : answer.rows;
        if ('code' in answer) request.fail(answer);
        else settle(request, answer, { atMs, timing, coldStartMs: held.coldStartMs });
      });
      batch.answered(answeredRows);
    } catch (error) {
      batch.failed();
      failAll(requests, toFailure(error));
    } finally {
      underWay.delete(requests);
      placement.ended(load, seat, rows, tookMs);
      inFlight = { requests: inFlight.requests - requests.length, batches: inFlight.batches - 1 };
      plan();
    }
  }

  function settle(
    request: LaneRequest,
    answer: LaneAnswer,
    { atMs, timing, coldStartMs }: { atMs: number; timing: PredictTiming; coldStartMs: number | null },
  ): void {
    const ms = atMs - request.arrivedMs;
    const queueMs = Math.max(0, ms - timing.encode - timing.infer - timing.decode);
    if (!request.isOver) record.succeeded({ atMs, ms, queueMs, rows: answer.rows, timing });
    const { encode, infer, decode } = timing;
    request.succeed({
      answer,
      timing: { queue: queueMs, encode, infer, decode },
      coldStartMs,
      cache: request.cacheOutcome,
    });
  }

  /** An inference changes nothing, so what was in a process that ended is tried once more; only what was already fails. */
  function failAll(requests: readonly LaneRequest[], failure: Failure): void {
    for (const request of requests.toReversed()) {
      if (failure.code === 'ENGINE_CRASHED' && !request.triedBefore && !request.isOver) {
        request.triedBefore = true;
        record.triedAgain();
        queue.putBack(request);
      } else request.fail(failure);
    }
  }

  return {
    get inFlight() {
      return inFlight;
    },
    get instancesAsked() {
      return scale.asked;
    },
    *unanswered() {
      for (const requests of underWay) for (const request of requests) if (!request.isOver) yield request;
    },
    plan,
    loaded: scale.reset,
    stop() {
      undoTimer();
      placement.drop(load);
    },
  };
}
