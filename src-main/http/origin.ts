import type { IncomingMessage } from 'node:http';
import { isIP, isIPv4 } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}

/** `host:port` as it stands in a URL or a Host header. */
export function authority(host: string, port: number): string {
  return `${isIP(host) === 6 ? `[${host}]` : host.toLowerCase()}:${port}`;
}

/**
 * The address to give others for a server that listens there: for one that listens on every address, this machine's
 * first in the network when it is to be reached from there.
 */
export function reachableHost(host: string, fromNetwork = false): string {
  if (host !== '0.0.0.0' && host !== '::') return host;
  const addresses = Object.values(networkInterfaces()).flatMap((some) => some ?? []);
  const outside = fromNetwork && addresses.find(({ internal, family }) => !internal && family === 'IPv4');
  return outside ? outside.address : '127.0.0.1';
}

/** The values of a Host header that a server listening there answers to. Any other name is a rebound one. */
export function allowedAuthorities(host: string, port: number): ReadonlySet<string> {
  const wildcard = host === '0.0.0.0' || host === '::';
  const names = new Set<string>([host]);
  if (wildcard || isLoopback(host)) for (const name of ['127.0.0.1', 'localhost', '::1']) names.add(name);
  if (!isLoopback(host)) names.add(hostname());
  if (wildcard) {
    for (const addresses of Object.values(networkInterfaces())) {
      for (const { address } of addresses ?? []) names.add(address.split('%')[0] ?? address);
    }
  }
  const allowed = new Set<string>();
  for (const name of names) {
    allowed.add(authority(name, port));
    if (port === 80) allowed.add(authority(name, port).slice(0, -':80'.length));
  }
  return allowed;
}

/**
 * Why a request is refused for where it comes from, or null. The Host must be one of ours (against DNS rebinding),
 * once; an Origin, where there is one, must be the very server that is asked, as must the page that a browser names
 * in Sec-Fetch-Site (two ports of one host are the same site, so a SameSite cookie does not tell them apart).
 * Only a person following a link may come from elsewhere.
 */
export function refusedOrigin(request: IncomingMessage, allowed: ReadonlySet<string>): string | null {
  const { host, origin } = request.headers;
  if (host === undefined || timesNamed(request.rawHeaders, 'host') !== 1) {
    return 'The request must name its host once.';
  }
  if (!allowed.has(host.toLowerCase())) {
    return 'This console does not answer to that host name. Use the address it printed when it started.';
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return 'Pages of another origin may not use this console.';
  }
  const site = request.headers['sec-fetch-site'];
  const elsewhere = site === 'cross-site' || site === 'same-site';
  if (elsewhere && !isFollowedLink(request)) return 'Pages of another site may not use this console.';
  return null;
}

function timesNamed(rawHeaders: readonly string[], wanted: string): number {
  let times = 0;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string;
    if (name.length === wanted.length && name.toLowerCase() === wanted) times++;
  }
  return times;
}

function isFollowedLink({ method, headers }: IncomingMessage): boolean {
  return (
    method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document'
  );
}
