import type { GraphPort, Instance, ModelRef } from '../contract/models.ts';
import type { InferRequest } from '../domain/oip/index.ts';
import type { CacheOutcome, JsonPart, RequestTerms } from '../online/index.ts';

/** An answer whose outputs are encoded already, in the process that computed them. */
export interface InferReply {
  name: string;
  version: string;
  /** The JSON array `outputs`. */
  outputs: JsonPart;
  /** The data of binary outputs, in the order of the outputs. */
  binary: Uint8Array[];
  cache: CacheOutcome;
}

/** The same for an answer that an engine process read from its body: it alone knows what the body asked for. */
export interface InferBodyReply extends InferReply {
  id: string | null;
}

export interface PredictReply {
  /** The JSON array `predictions`. */
  predictions: JsonPart;
  cache: CacheOutcome;
}

/** A model as the Open Inference Protocol describes it. */
export interface ServedModel {
  name: string;
  versions: string[];
  platform: string;
  inputs: GraphPort[];
  outputs: GraphPort[];
}

export interface RepositoryEntry {
  name: string;
  version: string;
  state: 'READY' | 'LOADING' | 'UNAVAILABLE';
  /** Why it is not ready, or ''. */
  reason: string;
}

/**
 * Models as programs call them, over whichever protocol. Every method but `index` may throw MODEL_NOT_FOUND, naming what
 * there is.
 */
export interface InferenceService {
  /**
   * One request of tensors.
   * @throws FailureError BAD_REQUEST naming the input, QUEUE_FULL, MODEL_LOADING, MODEL_OFF, DEADLINE, CANCELLED, or what
   * running the model fails with
   */
  infer(ref: ModelRef, request: InferRequest, terms: RequestTerms): Promise<InferReply>;
  /** The same for a body too large to be read in this process. @throws as `infer` does, and BAD_REQUEST for the body */
  inferBody(
    ref: ModelRef,
    body: Uint8Array,
    headerLength: number | null,
    terms: RequestTerms,
  ): Promise<InferBodyReply>;
  /** Rows of named features. Rows that cannot be scored come back rejected. @throws as `infer` does */
  predict(ref: ModelRef, instances: Instance[], terms: RequestTerms): Promise<PredictReply>;
  /** The same for a body too large to be read in this process: the JSON of `{"instances": […]}`. */
  predictBody(ref: ModelRef, body: Uint8Array, terms: RequestTerms): Promise<PredictReply>;
  describe(ref: ModelRef): Promise<ServedModel>;
  /** Whether a request would be answered: switched on, and loaded or to be loaded when it is asked for. */
  isReady(ref: ModelRef): boolean;
  index(): RepositoryEntry[];
  /** Switches it on and loads it. */
  load(ref: ModelRef): Promise<void>;
  /** Switches it off and unloads it once what is under way is answered. */
  unload(ref: ModelRef): Promise<void>;
}
