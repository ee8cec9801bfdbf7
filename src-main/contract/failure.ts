// No zod here: engine processes import this file, and zod costs each of them 80 ms and 37 MB. Its schema is in failure-schema.ts.

/**
 * Every failure the product can report, by code. A code is a promise to programs; the message is for people
 * and says what was wrong, where, and what to do.
 */
export const failureCodes = [
  'INPUT_NOT_FOUND',
  'INPUT_UNREADABLE',
  'INPUT_UNSUPPORTED',
  'INPUT_EMPTY',
  'INPUT_MALFORMED',
  'INPUT_CHANGED',
  'MAPPING_INCOMPLETE',
  'OUTPUT_EXISTS',
  'OUTPUT_NOT_WRITABLE',
  'DISK_FULL',
  'MODEL_NOT_FOUND',
  'MODEL_INVALID',
  'MODEL_OFF',
  'MODEL_IN_USE',
  'MODEL_LOADING',
  'QUEUE_FULL',
  'DEADLINE',
  'REMOTE_FAILED',
  'OFFLINE',
  'JOB_NOT_FOUND',
  'JOB_STATE',
  'ENGINE_CRASHED',
  'ENGINE_TIMEOUT',
  'ENGINE_MEMORY',
  'ENGINE_BOOT',
  'ENGINE_PROTOCOL',
  'STORE_FAILED',
  'PORT_IN_USE',
  'SERVER_OFF',
  'TOKEN_NOT_FOUND',
  'FOLDER_IN_USE',
  'FOLDER_UNUSABLE',
  'BAD_REQUEST',
  'NOT_FOUND',
  'UNAUTHORIZED',
  'NOT_SUPPORTED',
  'CANCELLED',
  'CLOSED',
  'INTERNAL',
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** Where in an input the trouble is. Rows count data rows from 1, lines count text lines from 1. */
export interface FailureDetails {
  file?: string | undefined;
  row?: number | undefined;
  line?: number | undefined;
  column?: string | undefined;
  field?: string | undefined;
  hint?: string | undefined;
  /** When trying again is worth it. */
  retryAfterMs?: number | undefined;
}

/** The one shape of a failure, in every process, on every wire and in the store. */
export interface Failure {
  code: FailureCode;
  message: string;
  details?: FailureDetails | undefined;
  retryable: boolean;
}

/** A {@link Failure} on its way up a call stack; it is turned back into the plain shape before it crosses a process. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'FailureError';
    this.failure = failure;
  }
}

/** Makes the error to throw for a failure: `throw failed('INPUT_EMPTY', 'flights.csv is empty')`. */
export function failed(
  code: FailureCode,
  message: string,
  options: { details?: FailureDetails; retryable?: boolean } = {},
): FailureError {
  return new FailureError({
    code,
    message,
    ...(options.details ? { details: options.details } : {}),
    retryable: options.retryable ?? false,
  });
}

/** The failure inside whatever was thrown; what is not one of ours becomes INTERNAL with its message. */
export function toFailure(thrown: unknown): Failure {
  if (thrown instanceof FailureError) return thrown.failure;
  // `fetch` and others wrap what made them fail.
  if (thrown instanceof Error && thrown.cause instanceof FailureError) return thrown.cause.failure;
  if (thrown instanceof Error) return { code: 'INTERNAL', message: thrown.message, retryable: false };
  return { code: 'INTERNAL', message: String(thrown), retryable: false };
}
