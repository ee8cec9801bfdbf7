import { expect, it } from 'vitest';
import { usualServing } from '../domain/batching/usual-serving.ts';
import { manualClock } from '../domain/testing/manual-clock.ts';
import { createBatchSender } from './batch-sender.ts';
import type { EngineSeat } from './engine-seat.ts';
import { LaneRequest } from './lane-request.ts';
import type { OnlineOperations, PredictBatch } from './messages.ts';
import { signature, usualTerms } from './testing/held-model.ts';

const model = { sessionKey: 'key', signatureId: 'm@1', signature, batchable: true };
const events = { askerLeft() {}, late() {}, succeeded() {}, failed() {} };
const row = () =>
  new LaneRequest(
    {
      work: { kind: 'predict', instances: [{ x: 1 }], as: 'json' },
      terms: usualTerms(),
      ...{ arrivedMs: 0, cacheKey: null, cacheOutcome: 'off' },
    },
    usualServing(signature).batching,
    events,
  );

/** An engine process that forgets signatures when it is told to, as a full one does. */
function forgetful(incarnation = 1) {
  const sent: boolean[] = [];
  const process = { knows: false, forgetsAlways: false };
  const seat: EngineSeat = {
    ...{ number: 1, state: 'ready', incarnation, callsSent: 0 },
    async call<Result>(_operation: string, payload: unknown) {
      const { model: asked } = payload as PredictBatch;
      sent.push(asked.signature !== null);
      process.knows ||= asked.signature !== null;
      const reply: OnlineOperations['online.predict']['result'] =
        process.knows && !process.forgetsAlways
          ? {
              answers: [{ kind: 'json', json: '[1]', rows: 1, rejected: 0 }],
              timing: { encode: 0, infer: 1, decode: 0 },
            }
          : { unknownSignature: true };
      return reply as Result;
    },
  };
  return { seat, sent, process };
}

it('sends a signature once, and again to a process that has forgotten it', async () => {
  const send = createBatchSender(manualClock());
  const { seat, sent, process } = forgetful();
  await send(seat, [row()], model);
  await send(seat, [row()], model);
  expect(sent).toEqual([true, false]);
  process.knows = false;
  expect((await send(seat, [row()], model)).answers).toMatchObject([{ json: '[1]' }]);
  expect(sent).toEqual([true, false, false, true]);
});

it('gives up on a process that never knows it', async () => {
  const send = createBatchSender(manualClock());
  const { seat, sent, process } = forgetful();
  process.forgetsAlways = true;
  await expect(send(seat, [row()], model)).rejects.toMatchObject({ failure: { code: 'INTERNAL' } });
  expect(sent).toEqual([true, true]);
});
