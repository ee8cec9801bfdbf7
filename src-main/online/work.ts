import type { Failure } from '../contract/failure.ts';
import type { Instance } from '../contract/models.ts';
import type { Queued } from '../domain/batching/request-queue.ts';
import type { NamedTensor, WantedOutput } from '../domain/oip/index.ts';
import type { PredictTiming } from '../domain/predict-instances.ts';
import type { LaneAnswer } from './messages.ts';

/** What a request wants done. Bodies are read in an engine process, so their rows are known only with the answer. */
export type Work =
  | {
      kind: 'infer';
      rows: number;
      inputs: readonly NamedTensor[];
      outputs: readonly WantedOutput[] | null;
      binaryOutputs: boolean;
    }
  | { kind: 'predict'; instances: readonly Instance[]; as: 'json' | 'values' }
  | { kind: 'inferBody' | 'predictBody'; body: Uint8Array; headerLength: number | null };

/** What a request asks for beside its values. */
export interface RequestTerms {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal;
  /** 1 is served first; null = the model's usual one. */
  priority: number | null;
  /** From now until the answer; null = the model's usual one. */
  timeoutMs: number | null;
  /** False asks for an answer that is computed now, whatever the cache holds. */
  mayUseCache: boolean;
}

export interface LaneTerms extends RequestTerms {
  /** Waits however long the model takes to be loaded. */
  isPatient: boolean;
}

export interface Done {
  answer: LaneAnswer;
  /** Milliseconds: in the queue and on the way, and each step of the batch it was in. */
  timing: PredictTiming & { queue: number };
  coldStartMs: number | null;
}

/** A request on its way through a lane. */
export interface LaneRequest extends Queued {
  readonly work: Work;
  readonly rows: number;
  /** Requests of one shape can share a batch; null = it takes no company. */
  readonly shape: string | null;
  readonly arrivedMs: number;
  /** When its time is over. */
  dueMs: number;
  /** Its batch ended with the process, and it goes once more. */
  triedBefore: boolean;
  /** It is answered, or nobody waits for it. */
  isOver: boolean;
  succeed(done: Done): void;
  fail(failure: Failure): void;
  /** Its time is over. */
  late(): void;
}

export function rowsOf(work: Work): number {
  if (work.kind === 'infer') return work.rows;
  return work.kind === 'predict' ? work.instances.length : 1;
}

/** Which requests may go together. @param batchable whether the graph takes the tensors of several requests */
export function shapeOf(work: Work, batchable: boolean): string | null {
  if (work.kind === 'predict') return 'predict';
  if (work.kind !== 'infer' || !batchable) return null;
  let shape = '';
  for (const { name, value } of work.inputs) shape += `${name}\n${value.type}${value.dims.slice(1).join()}\n`;
  if (work.outputs) for (const { name } of work.outputs) shape += `\n${name}`;
  return shape;
}
