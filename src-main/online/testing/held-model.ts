import { failed } from '../../contract/failure.ts';
import type { ServingSettings } from '../../contract/online.ts';
import { usualServing } from '../../domain/batching/usual-serving.ts';
import type { Signature } from '../../domain/encoding/row-encoder.ts';
import { Asker } from '../../domain/asker.ts';
import { manualClock } from '../../domain/testing/manual-clock.ts';
import { createBatchSender } from '../batch-sender.ts';
import type { EngineSeat, HeldModel } from '../engine-seat.ts';
import { createLane } from '../lane.ts';
import type { RequestTerms } from '../work.ts';
import type { BatchReply, EncodedOutputs, InferBatch, PredictAnswer } from '../messages.ts';
import { createPlacement } from '../placement.ts';
import type { Work } from '../work.ts';

/** A batch that lies in an engine process until the test says what comes of it. */
export interface OpenBatch {
  process: number;
  batch: InferBatch;
  signal: AbortSignal;
  answer(ms?: number): void;
  crash(): void;
  fail(message: string): void;
}

export const signature: Signature = {
  inputs: [{ name: 'x', type: 'number' }],
  tensors: [{ kind: 'features', name: 'x', type: 'float32', features: ['x'], shape: 'matrix' }],
  outputs: { kind: 'regression', value: 'y' },
};

/** Lets everything that is settled be told. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A lane over engine processes whose answers the test gives, and a clock that it moves. */
export function testLane(
  change: {
    processes?: number;
    /** Processes that others keep the model in. */
    heldByOthers?: number;
    settings?: (usual: ServingSettings) => ServingSettings;
  } = {},
) {
  const clock = manualClock();
  const processes = change.processes ?? 1;
  const open: OpenBatch[] = [];
  const settings = (change.settings ?? ((usual) => usual))(usualServing(signature));
  const placement = createPlacement(() => processes, clock.nowMs);
  const loads = { count: 0, released: 0, resized: [] as number[] };
  let isOn = true;
  let loading = Promise.withResolvers<void>();
  loading.resolve();

  const seats = Array.from({ length: processes }, (_, index): EngineSeat & { callsSent: number } => ({
    number: index + 1,
    state: 'ready',
    incarnation: 1,
    callsSent: 0,
    call<Result>(operation: string, payload: unknown, { signal }: { signal: AbortSignal }) {
      if (operation === 'online.ports') return Promise.resolve(ports as Result);
      const { promise, resolve, reject } = Promise.withResolvers<Result>();
      const batch = payload as InferBatch;
      this.callsSent += 1;
      const end = (): void => {
        this.callsSent -= 1;
        open.splice(open.indexOf(entry), 1);
      };
      const entry: OpenBatch = {
        process: this.number,
        batch,
        signal,
        answer(ms = 1) {
          end();
          resolve((operation === 'online.infer' ? echo(batch, ms) : ofBody(ms)) as Result);
        },
        crash() {
          end();
          reject(failed('ENGINE_CRASHED', 'Engine process 1 ended.', { retryable: true }));
        },
        fail(message) {
          end();
          reject(failed('MODEL_INVALID', message));
        },
      };
      open.push(entry);
      return promise;
    },
  }));

  async function hold(): Promise<HeldModel> {
    loads.count += 1;
    const startedMs = clock.nowMs();
    await loading.promise;
    const { heldByOthers = 1 } = change;
    let held = heldByOthers;
    return {
      sessionKey: 'key',
      coldStartMs: clock.nowMs() - startedMs,
      seats: () => seats.slice(0, held),
      async resize(instances) {
        loads.resized.push(instances);
        held = Math.max(instances, heldByOthers);
      },
      release: () => void (loads.released += 1),
    };
  }

  const lane = createLane({
    model: { name: 'm', version: '1', signature },
    hold,
    isOn: () => isOn,
    mostInstances: () => processes,
    settings: () => settings,
    placement,
    send: createBatchSender(clock),
    timers: clock,
    nowMs: clock.nowMs,
    wallMs: clock.nowMs,
    soon: setImmediate,
    onChange() {},
    onReach() {},
  });

  return {
    lane,
    clock,
    open,
    loads,
    settings,
    switchOff: () => void (isOn = false),
    /** Loads hang until `loaded` or `loadFails`. */
    slowLoad() {
      loading = Promise.withResolvers<void>();
      loading.promise.catch(() => {});
      return { loaded: () => loading.resolve(), loadFails: (error: Error) => loading.reject(error) };
    },
    ask: (values: number[], terms: Partial<RequestTerms> = {}) =>
      lane.ask(tensors(values), { ...usualTerms(), ...terms }),
  };
}

export function usualTerms(): RequestTerms {
  return { asker: new Asker(), priority: null, timeoutMs: null, mayUseCache: true, isPatient: false };
}

/** One row a value. */
export function tensors(values: number[], outputs: string[] | null = null): Work {
  const value = { type: 'float32' as const, data: Float32Array.from(values), dims: [values.length, 1] };
  return {
    kind: 'infer',
    rows: values.length,
    inputs: [{ name: 'x', value }],
    outputs: outputs?.map((name) => ({ name, binary: false })) ?? null,
    binaryOutputs: false,
  };
}

const port = { type: 'float32', dims: ['n', 1] };
const ports = { inputs: [{ name: 'x', ...port }], outputs: [{ name: 'y', ...port }] };

export const rowsOfBody = 3;

/** What a body held is known only once it was read. */
function ofBody(ms: number): BatchReply<PredictAnswer> {
  const answer: PredictAnswer = { kind: 'json', json: '[1,2,3]', rows: rowsOfBody, rejected: 0 };
  return { answers: [answer], timing: { encode: 0, infer: ms, decode: 0 } };
}

/** Every request gets its own rows back. */
function echo({ feeds, rows }: InferBatch, ms: number): BatchReply<EncodedOutputs> {
  const { x } = feeds;
  const values = x?.type === 'float32' ? [...x.data] : [];
  let from = 0;
  const answers = rows.map((own) => JSON.stringify(values.slice(from, (from += own))));
  return { answers, timing: { encode: 0, infer: ms, decode: 0 } };
}
