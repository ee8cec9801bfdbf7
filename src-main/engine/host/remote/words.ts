import { FailureError, failed } from '../../../contract/failure.ts';
import type { RemoteAnswer } from './exchange.ts';

/** What went wrong between here and there, in words that go on from the server's name. */
export function networkFailure(error: unknown): FailureError {
  // Whoever watches over what goes out says it in our words already.
  if (error instanceof FailureError) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME_MISMATCH/u.test(code)) {
    return failed('REMOTE_FAILED', `has a TLS certificate that is not trusted here (${code})`);
  }
  const words = causes[code] ?? `cannot be reached (${code === '' ? 'unknown error' : code})`;
  return failed('REMOTE_FAILED', words, { retryable: true });
}

const causes: Partial<Record<string, string>> = {
  ECONNREFUSED: 'cannot be reached: nothing listens there; start it, or look at the address',
  ENOTFOUND: 'cannot be reached: its host is not known; look at the address',
  EAI_AGAIN: 'cannot be reached: its host cannot be looked up now; look at the network',
  ECONNRESET: 'closed the connection',
  EPIPE: 'closed the connection',
  EPROTO: 'does not speak TLS as https asks for; look at the address',
  HPE_INVALID_CONSTANT: 'does not speak HTTP',
};

/**
 * What an answer that is no success means for us, in words that go on from the server's name. What is wrong with the
 * rows is BAD_REQUEST, so that the row to blame is found; a server that is asked too much is so here too (QUEUE_FULL).
 * @param token whatever the server says, this is never repeated
 */
export function statusFailure(
  { status, headers, body }: RemoteAnswer,
  { asked, token }: { asked: string; token: string | null },
): FailureError {
  const said = saidIn(body, token);
  const why = said === '' ? '' : `: ${said}`;
  if (status >= 300 && status < 400) {
    return failed(
      'REMOTE_FAILED',
      `answered ${asked} with a redirect (${status}), which is not followed; add the model by the address it leads to`,
    );
  }
  if (status === 400 || status === 413 || status === 422) {
    return failed('BAD_REQUEST', `refused the request (${status})${why}`);
  }
  if (status === 401 || status === 403) {
    return failed(
      'REMOTE_FAILED',
      `refused us (${status})${why}; give it ${token === null ? 'a' : 'another'} token`,
      {
        details: { hint: 'On the command line: --token-file FILE, with models add-remote or models token' },
      },
    );
  }
  if (status === 404 || status === 405) {
    return failed('REMOTE_FAILED', `does not know ${asked} (${status})${why}`);
  }
  const retryAfterMs = retryAfterOf(headers['retry-after']);
  const details = retryAfterMs === null ? {} : { details: { retryAfterMs } };
  if (status === 429) {
    return failed('QUEUE_FULL', `takes no more requests for now (429)${why}`, {
      retryable: true,
      ...details,
    });
  }
  const retryable = status >= 500 || status === 408;
  return failed('REMOTE_FAILED', `answered ${asked} with ${status}${why}`, { retryable, ...details });
}

/** Of a Retry-After header in seconds; a date in it is not worth the trouble. */
export function retryAfterOf(header: string | undefined): number | null {
  const seconds = Number(header);
  return header !== undefined && header !== '' && Number.isFinite(seconds) && seconds >= 0
    ? Math.min(seconds, 3_600) * 1000
    : null;
}

const longestSaid = 300;

/** What the server wrote of a failure: `{"error": …}`, or `detail` or `message` as some do; '' for anything else. */
function saidIn(body: Buffer, token: string | null): string {
  if (body.length > 65_536) return '';
  let read: unknown;
  try {
    read = JSON.parse(body.toString('utf8'));
  } catch {
    return '';
  }
  if (typeof read !== 'object' || read === null) return '';
  const { error, detail, message } = read as Record<string, unknown>;
  const text = [error, detail, message].find((one): one is string => typeof one === 'string') ?? '';
  const plain = text
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .replace(/[.;]$/u, '');
  const safe = token === null ? plain : plain.replaceAll(token, '…');
  return safe.length > longestSaid ? `${safe.slice(0, longestSaid)}…` : safe;
}
