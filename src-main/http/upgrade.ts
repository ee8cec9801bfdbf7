import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Failure, failed } from '../contract/failure.ts';
import type { Caller, ContractServer } from '../services/serve.ts';
import { closeSocket, socketChannel } from './socket-channel.ts';

/** The largest frame a caller may send; answers are not limited. */
const mostFrameBytes = 16 * 1024 * 1024;
const pingEveryMs = 30_000;
const goingAway = 1001;

export interface ContractSockets {
  /** Takes over a request to upgrade, or answers it with why not. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  stop(): void;
}

/** `refuse` says why a request may not become a socket, with its status, or null. */
export function contractSockets(options: {
  /** Null where there is none; then `refuse` refuses all. */
  server: ContractServer | null;
  caller: Caller;
  refuse(request: IncomingMessage): { status: number; failure: Failure } | null;
}): ContractSockets {
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: mostFrameBytes,
    perMessageDeflate: false,
  });
  const silent = new WeakSet<WebSocket>();
  const pinging = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      silent.add(socket);
      socket.ping();
    }
  }, pingEveryMs);
  pinging.unref();
  let stopped = false;

  return {
    upgrade(request, socket, head) {
      // Until ws takes it over nobody else listens, and an error without a listener would end the program.
      socket.on('error', () => socket.destroy());
      const refusal = stopped ? shuttingDown : options.refuse(request);
      if (refusal) return refuseUpgrade(socket, refusal.status, refusal.failure);
      sockets.handleUpgrade(request, socket, head, (accepted) => {
        accepted.on('pong', () => silent.delete(accepted));
        options.server?.attach(socketChannel(accepted), options.caller);
      });
    },
    stop() {
      stopped = true;
      clearInterval(pinging);
      for (const socket of sockets.clients) closeSocket(socket, goingAway, 'Foredeck is closing');
    },
  };
}

const shuttingDown = { status: 503, failure: failed('CLOSED', 'Foredeck is closing.').failure };

function refuseUpgrade(socket: Duplex, status: number, failure: Failure): void {
  const body = JSON.stringify(failure);
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'Connection: close',
      'Content-Type: application/json; charset=utf-8',
      'X-Content-Type-Options: nosniff',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n'),
  );
}
