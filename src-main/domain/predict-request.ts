import type { Instance, Prediction } from '../contract/models.ts';
import type { Signature } from './encoding/row-encoder.ts';
import type { PredictTiming } from './predict-instances.ts';

/** What main asks of an engine process to score named values, and what it gets: the call `model.predict`. */
export interface PredictRequest {
  /** Names the signature for good: a version never changes, so what is made of it once can be used again. */
  signatureId: string;
  signature: Signature;
  sessionKey: string;
  instances: Instance[];
}

export interface PredictReply {
  predictions: Prediction[];
  timing: PredictTiming;
}
