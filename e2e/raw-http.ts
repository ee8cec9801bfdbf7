import { connect, type Socket } from 'node:net';

/** What a bare connection heard until the other side ended it, and how long that took. */
export interface Heard {
  text: string;
  status: number | null;
  ms: number;
}

/** A bare connection, for what no client would send. */
export interface RawConnection {
  socket: Socket;
  /** Resolves once the other side has ended it. */
  ended: Promise<Heard>;
}

export function rawConnection(port: number, first = ''): RawConnection {
  const began = performance.now();
  const socket = connect(port, '127.0.0.1', () => socket.write(first));
  let text = '';
  socket.on('data', (piece) => {
    text += piece.toString('latin1');
  });
  // Cut off while something was still being sent.
  socket.on('error', () => undefined);
  const ended = new Promise<Heard>((resolve) => {
    socket.on('close', () => {
      const status = /^HTTP\/1\.1 (\d{3})/u.exec(text)?.[1];
      resolve({ text, status: status === undefined ? null : Number(status), ms: performance.now() - began });
    });
  });
  return { socket, ended };
}

/** The head of a request, with the empty line at its end. */
export function requestHead(method: string, target: string, headers: Record<string, string>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`${method} ${target} HTTP/1.1`, ...lines, '', ''].join('\r\n');
}
