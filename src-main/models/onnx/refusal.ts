import { type FailureError, failed } from '../../contract/failure.ts';

/** Why a model file cannot be taken: one sentence that goes on from its name. */
export function refusal(file: string, sentence: string, field?: string): FailureError {
  return failed('MODEL_INVALID', `${file} ${sentence}`, {
    details: { file, ...(field === undefined ? {} : { field }) },
  });
}
