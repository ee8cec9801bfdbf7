import { readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { protocol } from 'electron';
import { consoleType, contentSecurityPolicy } from '../http/index.ts';
import { consoleHost, consoleScheme } from './console-origin.ts';

const headers = {
  'content-security-policy': contentSecurityPolicy(),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Makes `app:` a scheme with an origin of its own. Electron wants this before it is ready. */
export function registerConsoleScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: consoleScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/** Serves `app://foredeck/` from the files in a folder, and nothing from outside it. */
export function serveConsoleFiles(folder: string): void {
  protocol.handle(consoleScheme, (request) => consoleFile(folder, request));
}

async function consoleFile(
  folder: string,
  { url, method }: { url: string; method: string },
): Promise<Response> {
  const { host, pathname } = new URL(url);
  if (method !== 'GET' && method !== 'HEAD') return refusal(405);
  const segments = host === consoleHost ? pathSegments(pathname) : null;
  if (!segments) return refusal(404);
  const contentType = consoleType(segments.at(-1) ?? '');
  if (!contentType) return refusal(404);
  try {
    const root = await realpath(folder);
    // A link inside the folder must not lead out of it.
    const path = await realpath(join(root, ...segments));
    if (!path.startsWith(root + sep)) return refusal(404);
    const bytes = await readFile(path);
    return new Response(method === 'HEAD' ? null : bytes, {
      headers: { ...headers, 'content-type': contentType },
    });
  } catch {
    return refusal(404);
  }
}

/** The names along a URL path, or null when one of them is no plain file name. */
function pathSegments(pathname: string): string[] | null {
  if (pathname === '/') return ['index.html'];
  try {
    const segments = pathname.slice(1).split('/').map(decodeURIComponent);
    return segments.every((name) => /^[^/\\:\0]+$/u.test(name) && name !== '.' && name !== '..')
      ? segments
      : null;
  } catch {
    return null;
  }
}

function refusal(status: number): Response {
  return new Response('Not found', {
    status,
    headers: { ...headers, 'content-type': 'text/plain; charset=utf-8' },
  });
}
