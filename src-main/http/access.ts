import type { IncomingMessage } from 'node:http';
import { newSecret, secretSet } from './secrets.ts';

/** Links printed and not opened yet, and browsers signed in, that one server remembers. */
const mostLinks = 16;
const mostSessions = 64;

/** Who may use the server: programs by a token in a header, browsers by a cookie they get for a one-time token. */
export interface Access {
  /** True for a request with a good Bearer token or session cookie, and for every request without authentication. */
  admits(request: IncomingMessage): boolean;
  /** A token that opens the console once. */
  newLinkToken(): string;
  /** The Set-Cookie value for a token of a link, or null when it is wrong or was used. */
  enter(linkToken: string): string | null;
}

/** `token` null means that everybody is admitted. The cookie's name has the port: browsers share cookies among ports. */
export function createAccess(options: { token: string | null; port: number }): Access {
  const programs = secretSet(1);
  const links = secretSet(mostLinks);
  const sessions = secretSet(mostSessions);
  const cookieName = `foredeck-${options.port}`;
  if (options.token !== null) programs.add(options.token);
  return {
    admits(request) {
      if (options.token === null) return true;
      const bearer = /^Bearer +(\S+)$/iu.exec(request.headers.authorization ?? '')?.[1];
      if (bearer !== undefined) return programs.has(bearer);
      return cookies(request, cookieName).some((value) => sessions.has(value));
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

/** Every value under that name, as a browser may send one of a wider path beside ours; at most a few are looked at. */
function cookies(request: IncomingMessage, name: string): string[] {
  const values: string[] = [];
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const at = pair.indexOf('=');
    if (at > 0 && pair.slice(0, at).trim() === name) values.push(pair.slice(at + 1).trim());
  }
  return values.slice(0, 4);
}
