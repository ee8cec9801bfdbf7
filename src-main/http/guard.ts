import type { IncomingMessage } from 'node:http';
import { type Failure, failed } from '../contract/failure.ts';
import { type Access, sendsToken } from './access.ts';
import { refusedOrigin } from './origin.ts';

/** Why a request goes no further, with its status. */
export interface Refusal {
  status: number;
  failure: Failure;
}

export interface Guard {
  access: Access;
  /** `open` needs no token; `console` is not for the tokens of programs. */
  refusal(request: IncomingMessage, path: { open?: boolean; console?: boolean }): Refusal | null;
}

const unauthorized = failed(
  'UNAUTHORIZED',
  'This needs a token: send the header "Authorization: Bearer TOKEN", or open the console by its link.',
).failure;
const unknownToken = failed(
  'UNAUTHORIZED',
  'The token that was sent is not known here, or was revoked. Make another in Foredeck under Settings, or send the one that "foredeck serve" was started with.',
).failure;
const forPrograms = failed(
  'UNAUTHORIZED',
  'This token lets a program use the models; it does not open the console.',
).failure;

/** Checks that come before everything else: where a request comes from always, and who sends it unless `open`. */
export function createGuard(allowed: ReadonlySet<string>, access: Access): Guard {
  return {
    access,
    refusal(request, { open = false, console = false }) {
      const reason = refusedOrigin(request, allowed);
      if (reason !== null) return { status: 403, failure: failed('UNAUTHORIZED', reason).failure };
      if (open) return null;
      const admitted = access.admits(request);
      if (admitted === null)
        return { status: 401, failure: sendsToken(request) ? unknownToken : unauthorized };
      return console && admitted === 'program' ? { status: 403, failure: forPrograms } : null;
    },
  };
}
