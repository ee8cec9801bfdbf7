import type { Instance } from '../contract/models.ts';
import type { Asker } from '../domain/asker.ts';
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
  /** Who waits for the answer. */
  asker: Asker;
  /** 1 is served first; null = the model's usual one. */
  priority: number | null;
  /** From now until the answer; null = the model's usual one. */
  timeoutMs: number | null;
  /** False asks for an answer that is computed now, whatever the cache holds. */
  mayUseCache: boolean;
  /** Waits however long the model takes to be loaded. */
  isPatient: boolean;
}

/** Where an answer came from: the model's cache, the engine, or the engine because the model has no cache. */
export type CacheOutcome = 'hit' | 'miss' | 'bypass' | 'off';

export interface Done {
  answer: LaneAnswer;
  /** Milliseconds: in the queue and on the way, and each step of the batch it was in. */
  timing: PredictTiming & { queue: number };
  coldStartMs: number | null;
  cache: CacheOutcome;
}

/** Rows as far as they are known: a body counts as one. */
export function rowsOf(work: Work): number {
  if (work.kind === 'infer') return work.rows;
  return work.kind === 'predict' ? work.instances.length : 1;
}

/** The shortest row in a body, as text. */
const leastRowBytes = 16;

/** Rows there may be: a body has no more than its bytes leave room for. */
export function mostRowsOf(work: Work): number {
  if (work.kind === 'infer' || work.kind === 'predict') return rowsOf(work);
  return Math.ceil(work.body.length / leastRowBytes);
}

/** Which requests may go together. @param batchable whether the graph takes the tensors of several requests */
export function shapeOf(work: Work, batchable: boolean): string | null {
  if (work.kind === 'predict') return 'predict';
  if (work.kind !== 'infer' || !batchable) return null;
  let shape = '';
  for (const { name, value } of work.inputs) {
    shape += `${name}\n${value.type}`;
    for (let axis = 1; axis < value.dims.length; axis++) shape += `,${value.dims[axis]}`;
    shape += '\n';
  }
  if (work.outputs) for (const { name } of work.outputs) shape += `\n${name}`;
  return shape;
}
