import { type Failure, type FailureCode, failed, toFailure } from '../../contract/failure.ts';

/**
 * What an engine process said of a model file, as a verdict on the file: one that takes too long, needs too much or ends
 * the process is refused like any other that cannot be used.
 * @param name of the file or folder, for people
 */
export async function verdictOn<T>(name: string, looking: Promise<T>): Promise<T> {
  try {
    return await looking;
  } catch (error) {
    const failure = toFailure(error);
    // What was taken in is called model.onnx, whatever it was called before.
    const why = verdicts[failure.code]?.(failure).replace(/^model\.onnx (?=cannot|could not)/u, `${name} `);
    if (why === undefined) throw error;
    throw failed('MODEL_INVALID', why.startsWith(name) ? why : `${name}: ${why}`, {
      details: { file: name },
    });
  }
}

const verdicts: Partial<Record<FailureCode, (failure: Failure) => string>> = {
  MODEL_INVALID: ({ message }) => message,
  MODEL_NOT_FOUND: ({ message }) => message,
  ENGINE_TIMEOUT: () => 'it took too long to be looked at and was given up; a smaller model may do',
  ENGINE_MEMORY: () => 'it needs more memory than an engine process may have; a smaller model may do',
  ENGINE_CRASHED: () => 'it ended the process that looked at it, so it is not taken',
};
