import { failed } from '../../contract/failure.ts';

/**
 * The address of a server as it is kept, with or without `/v2` at its end.
 * @throws FailureError BAD_REQUEST for what is no address of a server, or holds a password
 */
export function serverUrl(given: string): string {
  const url = URL.parse(given);
  if (!url) throw refused('cannot be read');
  const { protocol, username, password, host, pathname, search, hash } = url;
  if (protocol !== 'http:' && protocol !== 'https:') throw refused('must begin with http:// or https://');
  if (username !== '' || password !== '') {
    throw refused('holds a name or a password; give a token beside it instead');
  }
  if (search !== '' || hash !== '') throw refused('must end with its path, without "?" and "#"');
  const path = pathname.replace(/\/+$/u, '').replace(/\/v2$/u, '').replace(/\/+$/u, '');
  return `${protocol}//${host}${path}`;
}

function refused(why: string) {
  return failed('BAD_REQUEST', `the address of the server ${why}`, {
    details: { field: 'url', hint: 'For example: http://127.0.0.1:8000' },
  });
}
