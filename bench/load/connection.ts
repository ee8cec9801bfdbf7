import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  /** Valid until the call ends: the buffer is used again. */
  body: Buffer;
}

/** One keep-alive HTTP/1.1 connection with one request at a time, made to cost little beside what it measures. */
export interface Connection {
  send(request: Uint8Array): void;
  close(): void;
}

const firstBufferBytes = 64 * 1024;
const headEnd = Buffer.from('\r\n\r\n');

/**
 * Resolves when connected. `onAnswer` gets every answer; `onEnd` is told once when the other side closes or the
 * answer is none that can be read (one with content-length).
 */
export function openConnection(
  to: { host: string; port: number },
  onAnswer: (answer: Answer) => void,
  onEnd: (why: string) => void,
): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let received = Buffer.allocUnsafe(firstBufferBytes);
    let filled = 0;
    let bodyAt = 0;
    let answerBytes = 0;
    let status = 0;
    let ended = false;
    const end = (why: string): void => {
      if (ended) return;
      ended = true;
      socket.destroy();
      onEnd(why);
    };

    const take = (bytes: number, chunk: Uint8Array): boolean => {
      if (filled + bytes > received.length) {
        const larger = Buffer.allocUnsafe(2 * (filled + bytes));
        received.copy(larger, 0, 0, filled);
        received = larger;
      }
      received.set(chunk.subarray(0, bytes), filled);
      filled += bytes;
      if (answerBytes === 0) {
        const at = received.subarray(0, filled).indexOf(headEnd);
        if (at < 0) return true;
        const head = received.toString('latin1', 0, at);
        const length = /\r\ncontent-length: *(\d+)/iu.exec(head)?.[1];
        if (length === undefined) {
          end('an answer without content-length');
          return false;
        }
        status = Number(head.slice(9, 12));
        bodyAt = at + headEnd.length;
        answerBytes = bodyAt + Number(length);
      }
      if (filled < answerBytes) return true;
      const body = received.subarray(bodyAt, answerBytes);
      filled = 0;
      answerBytes = 0;
      onAnswer({ status, body });
      return true;
    };

    const socket: Socket = connect({
      ...to,
      noDelay: true,
      onread: { buffer: Buffer.allocUnsafe(firstBufferBytes), callback: take },
    });
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.removeListener('error', reject);
      socket.on('error', (error) => end(error.message));
      resolve({
        send: (request) => void socket.write(request),
        close() {
          ended = true;
          socket.destroy();
        },
      });
    });
    socket.on('end', () => end('the connection was closed'));
    socket.on('close', () => end('the connection was closed'));
  });
}
