import { FailureError, failed, failureSchema } from '../../src-main/contract/index.ts';

/**
 * Hands a file of the browser to the backend, which keeps it in its data folder.
 * Answers the path it has there. Throws a failure (the backend's own where it says one), CANCELLED on abort.
 */
export function upload(file: File, onShare: (share: number) => void, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `/console/uploads?name=${encodeURIComponent(file.name)}`);
    request.responseType = 'json';
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable && event.total > 0) onShare(event.loaded / event.total);
    });
    request.addEventListener('load', () => {
      const answer: unknown = request.response;
      if (request.status >= 200 && request.status < 300 && hasPath(answer)) resolve(answer.path);
      else reject(refusal(answer, request.status, file.name));
    });
    request.addEventListener('error', () =>
      reject(
        failed(
          'CLOSED',
          `${file.name} could not be handed over: the backend stopped answering. Try again once it is back.`,
          {
            retryable: true,
          },
        ),
      ),
    );
    request.addEventListener('abort', () =>
      reject(failed('CANCELLED', `Handing over ${file.name} was cancelled`)),
    );
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(file);
  });
}

/** Where the browser downloads a finished job's file from. */
export function downloadAddress(jobId: string): string {
  return `/console/jobs/${encodeURIComponent(jobId)}/output`;
}

function hasPath(answer: unknown): answer is { path: string } {
  return typeof answer === 'object' && answer !== null && 'path' in answer && typeof answer.path === 'string';
}

function refusal(answer: unknown, status: number, name: string) {
  const direct = failureSchema.safeParse(answer);
  if (direct.success) return new FailureError(direct.data);
  const nested =
    typeof answer === 'object' && answer !== null && 'error' in answer
      ? failureSchema.safeParse(answer.error)
      : null;
  if (nested?.success) return new FailureError(nested.data);
  return failed('INPUT_UNREADABLE', `${name} was refused by the backend (HTTP ${status})`);
}
