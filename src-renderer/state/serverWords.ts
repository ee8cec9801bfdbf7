import type { ServerView } from '../../src-main/contract/index.ts';

/** A URL as it is read in little room: `127.0.0.1:8790`. */
export function shortUrl(url: string): string {
  return url.replace(/^https?:\/\//u, '').replace(/\/$/u, '');
}

/** The variable that a copied command reads the token from: a secret does not belong into the history of a shell. */
export const tokenVariable = 'FOREDECK_TOKEN';

/** The argument of curl that sends it. */
export const tokenHeader = `-H "Authorization: Bearer $${tokenVariable}"`;

/** A command that lists the models, for a terminal. @param asksForToken whether it needs one */
export function curlOf(url: string, asksForToken: boolean): string {
  const header = asksForToken ? `${tokenHeader} ` : '';
  return `curl -sS -X POST ${header}${url.replace(/\/$/u, '')}/v2/repository/index`;
}

/** The same with its token, for the moment in which that is known. */
export function curlWithToken(url: string, secret: string): string {
  return `${tokenVariable}='${secret}'; ${curlOf(url, true)}`;
}

const whole = /^\d{1,5}$/u;

/** What is wrong with a port, or null. */
export function portFault(text: string): string | null {
  const value = text.trim();
  if (!whole.test(value) || Number(value) > 65_535) return 'A port is a whole number from 0 to 65535';
  return null;
}

/** What is wrong with the name of a token, or null. @param taken names of the other tokens: two programs of one name could not be told apart */
export function tokenNameFault(text: string, taken: readonly string[] = []): string | null {
  const name = text.trim();
  if (name.length === 0) return 'Name the program that will use it';
  if (name.length > 100) return 'At most 100 characters';
  return taken.includes(name) ? 'Another token has this name already' : null;
}

/** Who can reach the server, in words. */
export function reachWords({ network, asksForToken }: Pick<ServerView, 'network' | 'asksForToken'>): string {
  if (network) return 'this machine and every one in its network, with a token';
  return asksForToken
    ? 'programs on this machine, with a token'
    : 'every program on this machine, without a token';
}
