import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Keyring } from '../services/tokens.ts';
import { newSecret, secretSet } from './secrets.ts';

/** Links printed and not opened yet, and browsers signed in, that one server remembers. */
const mostLinks = 16;
const mostSessions = 64;

/**
 * Who may use the server: programs by a token in a header, browsers by a cookie they get for a one-time token. The tokens
 * that people make for programs are for the models alone.
 */
export interface Access {
  /** Whom a request comes from: `all` is a person, or a program that may do all a person may; null = nobody known. */
  admits(request: IncomingMessage): 'all' | 'program' | null;
  /** A token that opens the console once. */
  newLinkToken(): string;
  /** The Set-Cookie value for a token of a link, or null when it is wrong or was used. */
  enter(linkToken: string): string | null;
}

/** What the last Authorization header of a connection came to. */
interface Shown {
  header: string;
  /** Of the keyring at that time. */
  revision: number;
  /** The named token that it holds; null for the one token of the command line. */
  tokenId: string | null;
}

/**
 * `token` null means that everybody is admitted; `keyring` has the tokens that people made beside it. The cookie's name
 * has the port: browsers share cookies among ports.
 */
export function createAccess(options: { token: string | null; keyring?: Keyring; port: number }): Access {
  const { keyring } = options;
  const programs = secretSet(1);
  const links = secretSet(mostLinks);
  const sessions = secretSet(mostSessions);
  const cookieName = `foredeck-${options.port}`;
  if (options.token !== null) programs.add(options.token);
  // A program sends the same header with each request of a connection, and a digest costs as much as a small answer.
  const shown = new WeakMap<Socket, Shown>();

  const bearer = (socket: Socket, header: string): 'all' | 'program' | null => {
    const revision = keyring?.revision ?? 0;
    let last = shown.get(socket);
    if (last?.header !== header || last.revision !== revision) {
      const secret = /^Bearer +(\S+)$/iu.exec(header)?.[1];
      if (secret === undefined) return null;
      const tokenId = keyring?.find(secret) ?? null;
      if (!programs.has(secret) && tokenId === null) return null;
      last = { header, revision, tokenId };
      shown.set(socket, last);
    }
    if (last.tokenId === null) return 'all';
    keyring?.noteUse(last.tokenId);
    return 'program';
  };

  return {
    admits(request) {
      if (options.token === null) return 'all';
      const { authorization = '' } = request.headers;
      if (sendsToken(request)) return bearer(request.socket, authorization);
      return cookies(request, cookieName).some((value) => sessions.has(value)) ? 'all' : null;
    },
    newLinkToken() {
      const token = newSecret();
      links.add(token);
      return token;
    },
    enter(linkToken) {
      if (!links.take(linkToken)) return null;
      const session = newSecret();
      sessions.add(session);
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
  };
}

/** Whether a request has a bearer token, right or wrong. */
export function sendsToken({ headers }: IncomingMessage): boolean {
  return headers.authorization?.toLowerCase().startsWith('bearer ') === true;
}

/** Every value under that name, as a browser may send one of a wider path beside ours; at most a few are looked at. */
function cookies(request: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim());
  }
  return values.slice(0, 4);
}
