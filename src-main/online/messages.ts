import type { Failure } from '../contract/failure.ts';
import type { GraphPort, Instance, Prediction } from '../contract/models.ts';
import type { Signature } from '../domain/encoding/row-encoder.ts';
import type { WantedOutput } from '../domain/oip/index.ts';
import type { PredictTiming } from '../domain/predict-instances.ts';
import type { TensorValue } from '../domain/tensor.ts';

/**
 * What main asks of an engine process for single requests. Answers are encoded there already, so that main never turns
 * tensors into text.
 */
export interface OnlineOperations {
  'online.ports': { payload: { sessionKey: string }; result: GraphPorts };
  'online.infer': { payload: InferBatch; result: BatchReply<EncodedOutputs> };
  'online.inferBody': { payload: BodyRequest; result: BatchReply<EncodedAnswer> | UnknownSignature };
  'online.predict': { payload: PredictBatch; result: BatchReply<PredictAnswer> | UnknownSignature };
  'online.predictBody': { payload: BodyRequest; result: BatchReply<PredictAnswer> | UnknownSignature };
}

/** Inputs and outputs of a loaded graph. */
export interface GraphPorts {
  inputs: readonly GraphPort[];
  outputs: readonly GraphPort[];
}

/** Requests of tensors, of one shape but for their first dimension, which counts rows. */
export interface InferBatch {
  sessionKey: string;
  /** Whether the first dimension counts rows; false = a single request, run as it is. */
  batchable: boolean;
  /** The inputs of all requests, one after another. */
  feeds: Record<string, TensorValue>;
  /** Names of the outputs that are wanted; null = all. */
  outputs: readonly string[] | null;
  /** Of each request. */
  rows: number[];
  /** How each request wants its outputs; a single one where all want the same. */
  wanted: WantedForm[];
}

export interface WantedForm {
  outputs: readonly WantedOutput[] | null;
  binaryOutputs: boolean;
}

/** A model as its rows are scored. The signature is sent to a process once; from then on its name is enough. */
export interface ScoredModel {
  sessionKey: string;
  signatureId: string;
  signature: Signature | null;
}

export interface PredictBatch {
  model: ScoredModel;
  requests: { instances: readonly Instance[]; as: 'json' | 'values' }[];
}

/** A body too large to be read in main. */
export interface BodyRequest {
  model: ScoredModel;
  body: Uint8Array;
  /** Of tensors: bytes of JSON at the head of the body; null = all of it. */
  headerLength: number | null;
}

/** One answer for each request; a request that cannot be run takes nobody with it. */
export interface BatchReply<Answer> {
  answers: (Answer | Failure)[];
  /** Of the whole batch. */
  timing: PredictTiming;
}

/** JSON as it goes out: a small one as text, a large one as UTF-8, which main hands on without a look. */
export type JsonPart = string | Uint8Array;

/** Outputs as the protocol writes them (see `encodeOutputs`); JSON alone, as nearly always, travels as it is. */
export type EncodedOutputs = JsonPart | { json: JsonPart; binary: Uint8Array[] };

/** Outputs on their way back to who asked. */
export interface EncodedAnswer {
  kind: 'outputs';
  /** What the body calls itself; null where main has read it. */
  id: string | null;
  rows: number;
  json: JsonPart;
  binary: Uint8Array[];
}

/** Predictions as the text of a JSON array, or as values. */
export type PredictAnswer = { rows: number; rejected: number } & (
  | { kind: 'json'; json: JsonPart }
  | { kind: 'values'; predictions: Prediction[] }
);

export type LaneAnswer = EncodedAnswer | PredictAnswer;

/** The process does not know the signature (any more), and is to be sent the batch once more with it. */
export interface UnknownSignature {
  unknownSignature: true;
}
