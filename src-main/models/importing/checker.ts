import type { ModelCard } from '../../contract/card.ts';
import type { Failure } from '../../contract/failure.ts';
import type { GraphOutline, ImportFinding } from '../../contract/models.ts';

/** A card as far as a model file tells it. */
export type DraftCard = Pick<ModelCard, 'task' | 'inputs' | 'tensors' | 'outputs'> &
  Partial<Pick<ModelCard, 'tokenizer' | 'rowsPerRun'>>;

export interface TakeRequest {
  path: string;
  outPath: string;
  tokenizerPath: string | null;
  configPath: string | null;
}

/** What `model.take` made of a model file. */
export interface TakenModel {
  outline: GraphOutline;
  findings: ImportFinding[];
  draft: { ok: true; card: DraftCard; findings: ImportFinding[] } | { ok: false; failure: Failure };
  /** Of the file that was written, and of the one that came. */
  sha256: string;
  sourceSha256: string;
}

export interface ProbeRequest {
  modelPath: string;
  sha256: string;
  card: ModelCard;
}

/** What came of running the model on made-up rows. */
export interface ProbeResult {
  /** Rows of the largest run. */
  rows: number;
  ms: number;
  /** Numbers in the outputs that are infinite or NaN. */
  nonFinite: number;
  /** Largest difference between a row's answer alone and in a batch; 0 = the same to the last bit. */
  largestDifference: number;
}

/** One engine process that nobody else uses: what it looks at may end it. */
export interface ModelChecker {
  /** @throws MODEL_INVALID in one sentence; ENGINE_* when it took too long or too much */
  take(request: TakeRequest): Promise<TakenModel>;
  /** What a model file is, without taking it. @throws MODEL_INVALID in one sentence; ENGINE_* */
  inspect(path: string): Promise<{ outline: GraphOutline }>;
  /** @throws MODEL_INVALID in one sentence; ENGINE_* */
  probe(request: ProbeRequest): Promise<ProbeResult>;
}

export type WithChecker = <T>(use: (checker: ModelChecker) => Promise<T>) => Promise<T>;
