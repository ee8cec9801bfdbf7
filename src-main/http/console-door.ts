import type { IncomingMessage, ServerResponse } from 'node:http';
import { failed } from '../contract/failure.ts';
import type { Access } from './access.ts';
import type { ServeFile } from './console-files.ts';
import { type EntryFrom, sendEntryPage } from './entry-page.ts';
import { type Exchange, type Route, sendFailure } from './exchange.ts';
import type { Guard } from './guard.ts';
import { type InferenceGate, serverOff } from './inference-gate.ts';
import { setSecurityHeaders } from './security-headers.ts';

export interface ConsoleDoorOptions {
  routes: readonly Route[];
  guard: Guard;
  /** What obeys the switch is let in by it. */
  gate: InferenceGate;
  /** Files of the page at `/`; null = there is no console. */
  serveFile: ServeFile | null;
  /** The same and the page at `/docs`, or that alone. */
  servePage: ServeFile | null;
  /** Where the way in begins. */
  from: EntryFrom;
}

/** Everything but the protocols: the console's page, its routes, and how a browser gets in. */
export function createConsoleDoor(options: ConsoleDoorOptions): (exchange: Exchange) => Promise<void> {
  const { routes, guard, gate, serveFile, servePage, from } = options;
  return async (exchange) => {
    const { request, response, path, query } = exchange;
    setSecurityHeaders(response, request.headers.host);
    const { route, parts } = findRoute(routes, request.method, path);
    const refusal = guard.refusal(request, {
      open: route?.open === true,
      console: route?.isConsole === true,
    });
    if (refusal?.status === 403) {
      response.setHeader('connection', 'close');
      return sendFailure(exchange, refusal.failure, refusal.status);
    }
    const isPage = (path === '/' && serveFile !== null) || (path === '/docs' && servePage !== null);
    const linkToken = isPage && request.method === 'GET' ? query.get('token') : null;
    if (linkToken !== null) return enterByLink(exchange, linkToken, { access: guard.access, from });
    if (refusal) {
      if (isPage && wantsPage(request)) return sendEntryPage(response, 'no-session', from);
      return sendFailure(exchange, refusal.failure, refusal.status);
    }
    if (route?.obeysSwitch) {
      if (!gate.isOpen) return sendFailure(exchange, serverOff);
      gate.enter(response);
    }
    if (route) return route.handle(exchange, parts);
    if (request.method === 'GET' || request.method === 'HEAD') {
      if (servePage && (await servePage(exchange))) return;
    }
    sendFailure(exchange, notFound);
  };
}

export const notFound = failed('NOT_FOUND', 'There is nothing at this address.').failure;

/** Exchanges the token for a cookie and leaves a URL without it, so that it stays in no history and no bookmark. */
function enterByLink(
  { request, response, path }: { request: IncomingMessage; response: ServerResponse; path: string },
  token: string,
  { access, from }: { access: Access; from: EntryFrom },
): void {
  const cookie = access.enter(token);
  // A link opened again by the browser that it let in (a reload, a bookmark) is no dead end.
  if (cookie === null && access.admits(request) !== 'all') {
    sendEntryPage(response, 'bad-link', from);
    return;
  }
  if (cookie !== null) response.setHeader('set-cookie', cookie);
  response.writeHead(303, { location: path, 'cache-control': 'no-store', 'content-length': 0 }).end();
}

function wantsPage(request: IncomingMessage): boolean {
  return request.headers.accept?.includes('text/html') === true;
}

function findRoute(routes: readonly Route[], method: string | undefined, path: string) {
  const wanted = method === 'HEAD' ? 'GET' : method;
  for (const route of routes) {
    const parts = route.method === wanted ? route.match(path) : null;
    if (parts) return { route, parts };
  }
  return { route: null, parts: {} };
}
