import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ModelCard } from '../contract/card.ts';
import { FailureError } from '../contract/failure.ts';
import type { InferenceService } from '../services/inference.ts';
import type { ContractServer, ServingTrouble } from '../services/serve.ts';
import type { Keyring } from '../services/tokens.ts';
import { createAccess } from './access.ts';
import { createConsoleDoor, notFound } from './console-door.ts';
import { consoleFiles, pageFiles } from './console-files.ts';
import { type ConsoleRouteOptions, consoleRoutes } from './console-routes.ts';
import { docsRoutes } from './docs/index.ts';
import { type Exchange, failureToSend, type Route, sendFailure } from './exchange.ts';
import { createGuard } from './guard.ts';
import { type InferenceGate, inferenceGate } from './inference-gate.ts';
import { closeServer, listen } from './listening.ts';
import { metricsRoute } from './metrics.ts';
import { allowedAuthorities, authority, reachableHost } from './origin.ts';
import { createProtocolDoor, speaksProtocol } from './oip/index.ts';
import { endWithConnection } from './pipelined.ts';
import { contractSockets } from './upgrade.ts';
import { clearUploads } from './uploads.ts';

export interface HttpOptions {
  /** Null serves programs alone: no calls, uploads and downloads of a console. */
  contractServer: ContractServer | null;
  host: string;
  /** Whether the URL names an address that other machines reach, where it listens to all of them. */
  network?: boolean;
  /** 0 = any free port. */
  port: number;
  /** The Bearer token of programs; null lets everybody in (Host and Origin are checked all the same). */
  token: string | null;
  /** Tokens that people make for programs, beside that one. */
  keyring?: Keyring;
  /** Folder of the built console, or null to serve none. */
  consoleFolder: string | null;
  /** The same folder, for the page at `/docs` alone where no console is served. */
  pagesFolder?: string;
  uploadsFolder: string;
  outputOf: ConsoleRouteOptions['outputOf'];
  /** Whether a path is the input or output of a job; uploads that no job has are cleared away in time. */
  knowsPath(path: string): Promise<boolean>;
  isReady(): boolean;
  /** Models as programs call them; left out where none are served. */
  inference?: InferenceService;
  /** Of the program. */
  version?: string;
  /** What is measured, in Prometheus' text format. */
  metrics?: () => Promise<string>;
  /** Of the version that answers where none is named, for each model on the list. */
  cards?: () => ModelCard[];
  report(trouble: ServingTrouble): void;
  /** Further places of the HTTP surface, asked after the console's own. */
  routes?: Route[];
  limits?: Partial<HttpLimits>;
}

export interface HttpLimits {
  /** How long a request may take to send its headers. */
  headersMs: number;
  /** How long a body may be silent. */
  idleMs: number;
  /** How long a connection stays open for its next request: programs that pool them ask now and then. */
  keptOpenMs: number;
  /** How often the limits are looked at. */
  checkMs: number;
  /** The largest body of a request for predictions, inflated. */
  bodyBytes: number;
  /** Of all such bodies at once, from their first bytes to their answers. */
  heldBodyBytes: number;
  /** How long answers under way may take once the server stops. */
  stopGraceMs: number;
  connections: number;
}

const lastWordsMs = 1000;

const defaultLimits: HttpLimits = {
  headersMs: 10_000,
  idleMs: 30_000,
  keptOpenMs: 65_000,
  checkMs: 5000,
  bodyBytes: 64 * 1024 * 1024,
  heldBodyBytes: 256 * 1024 * 1024,
  stopGraceMs: 5000,
  connections: 512,
};
const mostHeaderBytes = 16 * 1024;
const rpcPath = '/rpc';

export interface HttpServer {
  /** Where it listens, e.g. `http://127.0.0.1:8790`. */
  url: string;
  /** Whether programs are let in to the models; open at the start. */
  inference: InferenceGate;
  readonly connections: number;
  /** A URL that opens the console once, or the page for programs. */
  newLink(page?: '/' | '/docs'): string;
  /** Closes sockets, lets answers under way finish for a moment, then cuts them off. Idempotent. */
  stop(): Promise<void>;
}

/** Starts the server of the console. Throws PORT_IN_USE, or BAD_REQUEST for an address it cannot listen on. */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const limits = { ...defaultLimits, ...options.limits };
  const serveFile = options.consoleFolder === null ? null : await consoleFiles(options.consoleFolder);
  const servePage = serveFile ?? (await pageFiles(options.pagesFolder));
  const { contractServer } = options;
  const routes = [...(options.routes ?? [])];
  if (options.metrics) routes.push(metricsRoute(options.metrics));
  if (options.cards)
    routes.push(
      ...docsRoutes({ version: options.version ?? '', cards: options.cards, serveFile: servePage }),
    );
  if (contractServer) {
    await clearUploads(options.uploadsFolder, { isNeeded: options.knowsPath, nowMs: Date.now() });
    const uploads = { folder: options.uploadsFolder, idleMs: limits.idleMs };
    routes.push(...consoleRoutes({ uploads, outputOf: options.outputOf }));
  }

  const server = createServer({
    maxHeaderSize: mostHeaderBytes,
    headersTimeout: limits.headersMs,
    // The time of a whole request is not limited, as an upload may be long; its silence is.
    requestTimeout: 0,
    connectionsCheckingInterval: limits.checkMs,
    keepAliveTimeout: limits.keptOpenMs,
    // Anything else that asks for an upgrade (h2c, say) is answered as the plain request it also is.
    shouldUpgradeCallback: (request) => request.headers.upgrade?.toLowerCase() === 'websocket',
  });
  server.maxConnections = limits.connections;
  await listen(server, options.host, options.port);
  // One connection that cannot be accepted (no file handle left, say) must not end the program.
  server.on('error', (error) => options.report({ call: 'HTTP', error }));
  const { port } = server.address() as AddressInfo;

  const guard = createGuard(
    allowedAuthorities(options.host, port),
    createAccess({
      token: options.token,
      port,
      ...(options.keyring ? { keyring: options.keyring } : {}),
    }),
  );
  const inference = inferenceGate();
  let stopping: Promise<void> | null = null;
  const sockets = contractSockets({
    server: contractServer,
    caller: { shell: 'browser' },
    refuse: (request) => {
      const { path } = parsedTarget(request);
      const refusal = guard.refusal(request, { console: true });
      return refusal ?? (path === rpcPath && contractServer ? null : { status: 404, failure: notFound });
    },
  });

  const fail = (exchange: Omit<Exchange, 'query'>, thrown: unknown): void => {
    if (!(thrown instanceof FailureError) || thrown.failure.code === 'INTERNAL')
      options.report({ call: `HTTP ${exchange.request.method} ${exchange.path}`, error: thrown });
    sendFailure(exchange, failureToSend(thrown));
  };
  const protocol = createProtocolDoor({
    service: options.inference ?? null,
    version: options.version ?? '',
    isReady: options.isReady,
    limits: {
      maxBytes: limits.bodyBytes,
      maxHeldBytes: limits.heldBodyBytes,
      idleMs: limits.idleMs,
    },
    guard,
    gate: inference,
    fail,
  });

  const consoleDoor = createConsoleDoor({
    ...{ routes, guard, gate: inference, serveFile, servePage },
    from: contractServer ? 'terminal' : 'window',
  });

  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    // Whoever keeps a connection would keep the server from its end.
    if (stopping) response.setHeader('connection', 'close');
    endWithConnection(request, response);
    const target = (request.url = ownPath(request));
    // The way of nearly all requests of a busy server, so nothing that only others need is done before it.
    if (speaksProtocol(target)) return protocol.answer(request, response, target);
    const exchange = { request, response, ...parsedTarget(request) };
    consoleDoor(exchange).catch((thrown) => fail(exchange, thrown));
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));

  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.once('close', () => {
      connections -= 1;
    });
  });

  const url = `http://${authority(reachableHost(options.host, options.network), port)}`;
  return {
    url,
    inference,
    get connections() {
      return connections;
    },
    newLink: (page = '/') =>
      options.token === null ? `${url}${page}` : `${url}${page}?token=${guard.access.newLinkToken()}`,
    stop() {
      stopping ??= (async () => {
        sockets.stop();
        protocol.stop();
        const answered = inference.close(limits.stopGraceMs);
        // Those who run out of time are told so first.
        const closed = closeServer(server, limits.stopGraceMs + lastWordsMs);
        await answered;
        server.closeIdleConnections();
        await closed;
      })();
      return stopping;
    },
  };
}

/**
 * The request target, without the address of this very server where it stands before the path, as proxies send it
 * (RFC 9112, 3.2.2).
 */
function ownPath({ url = '', headers: { host } }: IncomingMessage): string {
  if (url.startsWith('/') || host === undefined) return url;
  const own = `http://${host}`;
  const path = url.slice(own.length);
  return path.startsWith('/') && url.slice(0, own.length).toLowerCase() === own.toLowerCase() ? path : url;
}

/** Path and query of the request target. One that is no path (another server's, `*`) has an empty path, which is nothing. */
function parsedTarget(request: IncomingMessage): { path: string; query: URLSearchParams } {
  const target = request.url ?? '';
  if (!target.startsWith('/')) return { path: '', query: new URLSearchParams() };
  const at = target.indexOf('?');
  if (at < 0) return { path: target, query: new URLSearchParams() };
  return { path: target.slice(0, at), query: new URLSearchParams(target.slice(at + 1)) };
}
