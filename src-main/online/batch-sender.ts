import { type Failure, failed } from '../contract/failure.ts';
import type { Signature } from '../domain/encoding/row-encoder.ts';
import type { Timers } from '../domain/timers.ts';
import { batchCall } from './batch-call.ts';
import { encodedAnswer } from './encoded-answer.ts';
import type { EngineSeat } from './engine-seat.ts';
import type { BatchReply, EncodedOutputs, LaneAnswer, ScoredModel, UnknownSignature } from './messages.ts';
import type { LaneRequest } from './lane-request.ts';
import { mostRowsOf } from './work.ts';

/** The model of a batch. */
export interface SentModel {
  sessionKey: string;
  /** Names the signature for good: a version never changes. */
  signatureId: string;
  signature: Signature;
  batchable: boolean;
}

/** Has an engine process carry out a batch. @throws FailureError what the call fails with */
export type SendBatch = (
  seat: EngineSeat,
  requests: readonly LaneRequest[],
  model: SentModel,
) => Promise<BatchReply<LaneAnswer>>;

/** A call that takes longer hangs: so much for itself, and for each row, which may be a picture for a large model. */
const callMs = 60_000;
const rowMs = 2_000;
/** A batch that nobody waits for any more is ended when it goes on for so long: that costs an engine process its life. */
const unwantedMs = 5_000;

export function createBatchSender(timers: Timers): SendBatch {
  /** By process, the incarnation that was given the signature of each model. */
  const told = new WeakMap<EngineSeat, Map<string, number>>();

  function scoredModel(seat: EngineSeat, { sessionKey, signatureId, signature }: SentModel): ScoredModel {
    const known = told.get(seat) ?? new Map<string, number>();
    told.set(seat, known);
    const id = `${signatureId} ${sessionKey}`;
    const isKnown = known.get(id) === seat.incarnation;
    known.set(id, seat.incarnation);
    return { sessionKey, signatureId, signature: isKnown ? null : signature };
  }

  async function call(
    seat: EngineSeat,
    requests: readonly LaneRequest[],
    model: SentModel,
    signal: AbortSignal,
  ): Promise<BatchReply<LaneAnswer>> {
    const rows = requests.reduce((sum, { work }) => sum + mostRowsOf(work), 0);
    const options = { signal, deadlineMs: callMs + rows * rowMs };
    const send = (): Promise<BatchReply<LaneAnswer | EncodedOutputs> | UnknownSignature> => {
      const { operation, payload } = batchCall(requests, scoredModel(seat, model), model.batchable);
      return seat.call(operation, payload, options);
    };
    let reply = await send();
    if ('unknownSignature' in reply) {
      told.delete(seat);
      reply = await send();
    }
    if ('unknownSignature' in reply) throw failed('INTERNAL', 'The engine process keeps no signature.');
    if (reply.answers.length !== requests.length) {
      throw failed('INTERNAL', 'The engine process gave another number of answers than it was asked for.');
    }
    const { answers, timing } = reply;
    return { answers: answers.map((answer, at) => laneAnswer(answer, requests[at]?.rows ?? 0)), timing };
  }

  return async (seat, requests, model) => {
    const abort = new AbortController();
    const undoWatch = watchInterest(requests, timers, () => abort.abort());
    try {
      return await call(seat, requests, model, abort.signal);
    } finally {
      undoWatch();
    }
  };
}

function laneAnswer(answer: LaneAnswer | EncodedOutputs | Failure, rows: number): LaneAnswer | Failure {
  if (typeof answer === 'object' && ('kind' in answer || 'code' in answer)) return answer;
  return encodedAnswer(answer, { id: null, rows });
}

/** Looks now and then whether anybody still waits for one of the requests. */
function watchInterest(requests: readonly LaneRequest[], timers: Timers, giveUp: () => void): () => void {
  const look = (): void => {
    if (requests.every(({ isOver }) => isOver)) giveUp();
    else undo = timers.after(unwantedMs, look);
  };
  let undo = timers.after(unwantedMs, look);
  return () => undo();
}
