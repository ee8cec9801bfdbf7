import { Socket } from 'node:dgram';
import type { OfflineSwitch } from './offline-switch.ts';
import { isOwnAddress, isOwnName } from './own-machine.ts';
import { type Method, replaceMethod, undoAll } from './replace-method.ts';

/** Guards UDP: what is sent, and where a socket is tied to. */
export function guardDatagrams(offline: OfflineSwitch): () => void {
  return undoAll([
    replaceMethod(Socket.prototype, 'send', (send): Method => {
      return function (this: unknown, ...args) {
        const socket = this as Socket;
        if (!offline.on) return send.apply(socket, args);
        const tiedTo = remoteOf(socket);
        const at = tiedTo === null ? addressAt(args) : -1;
        const address = tiedTo ?? args[at];
        if (typeof address !== 'string' || isOwnAddress(address)) return send.apply(socket, args);
        if (at >= 0 && isOwnName(address)) return send.apply(socket, args.with(at, loopbackOf(socket)));
        refuse(socket, offline, `a datagram to ${address}`, args);
        return undefined;
      };
    }),
    replaceMethod(Socket.prototype, 'connect', (connect): Method => {
      return function (this: unknown, ...args) {
        const socket = this as Socket;
        const address = args[1];
        if (!offline.on || typeof address !== 'string' || isOwnAddress(address))
          return connect.apply(socket, args);
        if (isOwnName(address)) return connect.apply(socket, args.with(1, loopbackOf(socket)));
        refuse(socket, offline, `a datagram socket to ${address}`, args);
        return undefined;
      };
    }),
    replaceMethod(Socket.prototype, 'connectSync', (connectSync): Method => {
      return function (this: unknown, ...args) {
        const address = args[1];
        const isFar = typeof address === 'string' && address !== '' && !isOwnAddress(address);
        if (!offline.on || !isFar) return connectSync.apply(this, args);
        throw offline.refuse(`a datagram socket to ${address}`);
      };
    }),
  ]);
}

/** As Node tells what it cannot send: the callback, and where there is none an `error` event. */
function refuse(socket: Socket, offline: OfflineSwitch, what: string, args: readonly unknown[]): void {
  const error = offline.refuse(what);
  const callback = args.findLast((argument) => typeof argument === 'function');
  process.nextTick(() => {
    if (callback) callback(error);
    else socket.emit('error', error);
  });
}

/** `send(message, port, address)` or `send(message, offset, length, port, address)`. */
function addressAt(args: readonly unknown[]): number {
  const [, , , fourth, fifth] = args;
  const isLong = Boolean(fifth) || (Boolean(fourth) && typeof fourth !== 'function');
  return isLong ? 4 : 2;
}

function remoteOf(socket: Socket): string | null {
  try {
    return socket.remoteAddress().address;
  } catch {
    return null; // Not tied to anybody.
  }
}

/** The type of a datagram socket stands on it, though Node's types do not say so. */
function loopbackOf(socket: Socket): string {
  return (socket as { type?: unknown }).type === 'udp6' ? '::1' : '127.0.0.1';
}
