import type { ModelCard } from '../contract/card.ts';
import { failed } from '../contract/failure.ts';
import type { Instance, ModelRef, Prediction, PredictTiming } from '../contract/models.ts';
import type { PredictReply, PredictRequest } from '../domain/predict-request.ts';
import { rowsPerAnswer } from '../domain/rows-per-answer.ts';

/** A model that stands ready in an engine process, for as long as a call takes. */
export interface ModelInUse {
  card: ModelCard;
  sessionKey: string;
  /** Has that process carry out an operation. */
  call<Result>(
    operation: string,
    payload: unknown,
    options: { signal: AbortSignal; deadlineMs: number },
  ): Promise<Result>;
  /** Says that the call is over. */
  release(): void;
}

/**
 * Finds a model and loads it where that is needed.
 * @throws FailureError MODEL_NOT_FOUND, MODEL_INVALID, or an engine failure
 */
export type UseModel = (ref: ModelRef, signal: AbortSignal) => Promise<ModelInUse>;

export interface PredictService {
  /**
   * @throws FailureError what finding or running the model fails with, and BAD_REQUEST for more rows than one answer
   * holds; rows that cannot be scored are no failure
   */
  predict(
    request: { model: ModelRef; instances: Instance[] },
    signal: AbortSignal,
  ): Promise<{
    name: string;
    version: string;
    predictions: Prediction[];
    timing: PredictTiming;
    cached: boolean;
    coldStartMs: number | null;
  }>;
}

/** A call that takes longer hangs: so much for itself, and for each row, which may be a picture for a large model. */
const callMs = 60_000;
const rowMs = 2_000;

export function createPredictService(options: {
  useModel: UseModel;
  /** A clock in milliseconds. */
  nowMs(): number;
}): PredictService {
  const { useModel, nowMs } = options;
  return {
    async predict({ model, instances }, signal) {
      const askedMs = nowMs();
      const used = await useModel(model, signal);
      try {
        const { inputs, tensors, tokenizer, rowsPerRun, outputs, name, version } = used.card;
        const mostRows = rowsPerAnswer(outputs);
        if (instances.length > mostRows) {
          throw failed(
            'BAD_REQUEST',
            `${name}@${version} gives so much for a row that one answer holds ${mostRows} rows; ask for no more at a time`,
            { details: { field: 'instances' } },
          );
        }
        const request: PredictRequest = {
          signatureId: `${name}@${version}`,
          signature: { inputs, tensors, tokenizer, rowsPerRun, outputs },
          sessionKey: used.sessionKey,
          instances,
        };
        const { predictions, timing } = await used.call<PredictReply>('model.predict', request, {
          signal,
          deadlineMs: callMs + instances.length * rowMs,
        });
        const busyMs = timing.encode + timing.infer + timing.decode;
        return {
          name,
          version,
          predictions,
          cached: false,
          coldStartMs: null,
          timing: { queue: Math.max(0, nowMs() - askedMs - busyMs), ...timing },
        };
      } finally {
        used.release();
      }
    },
  };
}
