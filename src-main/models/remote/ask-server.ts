import { failed, toFailure } from '../../contract/failure.ts';
import { placeText, type RemotePlace } from '../../domain/remote-model.ts';

/** For asking a server and for trying rows, which goes there a few times. */
export const withinMs = 30_000;

/** What takes too long here is no fault of a file. */
export async function inTime<T>(place: RemotePlace, asking: Promise<T>): Promise<T> {
  try {
    return await asking;
  } catch (error) {
    const { code } = toFailure(error);
    if (code !== 'ENGINE_TIMEOUT' && code !== 'ENGINE_MEMORY') throw error;
    const why = code === 'ENGINE_TIMEOUT' ? `took longer than ${withinMs / 1000} s` : 'answered far too much';
    throw failed('REMOTE_FAILED', `${placeText(place)} ${why} while it was tried out`, { retryable: true });
  }
}

/** @throws BAD_REQUEST for a token that cannot be sent */
export function refuseUnusableToken(token: string | null): void {
  if (token === null || /^[\x21-\x7e]+$/u.test(token)) return;
  throw failed('BAD_REQUEST', 'the token holds a space or a character that no header can carry', {
    details: { field: 'token' },
  });
}
