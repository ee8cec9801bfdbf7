import type { ModelCard } from '../../contract/card.ts';
import type { ModelOperations } from '../operations.ts';

/** What `model.take` made of a model file. */
export type TakenModel = ModelOperations['model.take']['result'];

export interface ProbeRequest {
  modelPath: string;
  card: ModelCard;
}

/** What came of running the model on made-up rows. */
export interface ProbeRun {
  /** Rows of the largest run. */
  rows: number;
  ms: number;
  /** Numbers in the outputs that are infinite or NaN. */
  nonFinite: number;
  /** Largest difference between a row's answer alone and in a batch; 0 = the same to the last bit. */
  largestDifference: number;
}

/** The texts that were made up may be none that a graph takes: then it says why, and nothing more is known. */
export type ProbeResult = ProbeRun | { refusal: string };

/** What a server said of itself and of a model. */
export type LookedAt = ModelOperations['remote.look']['result'];

/** Looks at models in engine processes that nobody else uses: what they are given may end them. */
export interface ModelChecker {
  /** @throws MODEL_INVALID in one sentence; ENGINE_* when it took too long or too much */
  take(request: ModelOperations['model.take']['payload']): Promise<TakenModel>;
  /** @throws MODEL_INVALID in one sentence; ENGINE_* */
  probe(request: ProbeRequest): Promise<ProbeResult>;
  /** @throws REMOTE_FAILED, NOT_SUPPORTED; ENGINE_* */
  look(request: ModelOperations['remote.look']['payload']): Promise<LookedAt>;
}

/** What is asked of it is given up when `signal` is aborted, and after `withinMs` in all. */
export type WithChecker = <T>(
  use: (checker: ModelChecker) => Promise<T>,
  signal: AbortSignal,
  withinMs?: number,
) => Promise<T>;
