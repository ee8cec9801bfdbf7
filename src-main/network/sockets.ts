import dns from 'node:dns';
import { isIP, type LookupFunction, Socket } from 'node:net';
import type { OfflineSwitch } from './offline-switch.ts';
import { isOwnAddress, isOwnName } from './own-machine.ts';
import { type Method, replaceMethod } from './replace-method.ts';

interface ConnectOptions {
  path?: unknown;
  host?: unknown;
  port?: unknown;
  lookup?: unknown;
}

/**
 * Guards TCP. Everything of Node goes through `net.Socket.prototype.connect`: `net`, `tls`, `http`, `https`, `http2`,
 * `fetch`, `WebSocket`. Switching on also ends the connections to other machines that are open.
 */
export function guardSockets(offline: OfflineSwitch): () => void {
  const open = new Map<Socket, string>();

  const restore = replaceMethod(Socket.prototype, 'connect', (connect): Method => {
    return function (this: unknown, ...args) {
      const socket = this as Socket;
      const { options, callback } = readArguments(args);
      const host = hostOf(options.host);
      const isOwn = Boolean(options.path) || isOwnAddress(host);
      if (!offline.on) {
        if (!isOwn && !(isOwnName(host) && !options.lookup)) {
          open.set(socket, describe(host, options.port));
          socket.once('close', () => open.delete(socket));
        }
        return connect.apply(socket, args);
      }
      const rest = callback === undefined ? [] : [callback];
      const connectTo = (where: object): unknown => connect.call(socket, where, ...rest);
      // Said anew, so that the socket goes where it was looked at and nowhere else.
      if (options.path) return connectTo({ ...options, host: undefined, port: undefined, lookup: undefined });
      if (isOwn) return connectTo({ ...options, host });
      if (isOwnName(host)) return connectTo({ ...options, host, lookup: ownOnly(options.lookup, offline) });
      const error = offline.refuse(describe(host, options.port));
      // Ends as a name that cannot be found does, so that whoever holds the socket sees nothing unusual.
      const lookup = (_name: string, _options: unknown, done: (error: Error) => void): void =>
        process.nextTick(done, error);
      return connectTo({ host: 'offline.invalid', port: 1, lookup });
    };
  });
  const unsubscribe = offline.subscribe(() => {
    if (!offline.on || open.size === 0) return;
    const ended = [...open];
    open.clear();
    for (const [socket, what] of ended) if (!isLocal(socket)) socket.destroy(offline.refuse(what));
  });
  return () => {
    unsubscribe();
    restore();
  };
}

/** Node takes anything for a host that an address can be made of; whatever is no text counts as far away. */
function hostOf(given: unknown): string {
  if (typeof given === 'string') return given === '' ? 'localhost' : given;
  return given ? 'a host that is no text' : 'localhost';
}

function describe(host: string, port: unknown): string {
  return `the connection to ${isIP(host) === 6 ? `[${host}]` : host}:${String(port)}`;
}

function isLocal(socket: Socket): boolean {
  return socket.remoteAddress !== undefined && isOwnAddress(socket.remoteAddress);
}

/** The forms of `socket.connect`: options, port and host, path; each may have been put into a list by `net.connect`. */
function readArguments(args: readonly unknown[]): { options: ConnectOptions; callback: unknown } {
  const list: readonly unknown[] = Array.isArray(args[0]) ? args[0] : args;
  const [first, second] = list;
  const last = list.at(-1);
  const callback = typeof last === 'function' ? last : undefined;
  if (typeof first === 'object' && first !== null) return { options: first, callback };
  if (typeof first === 'string' && !(Number(first) >= 0)) return { options: { path: first }, callback };
  return { options: { port: first, ...(typeof second === 'string' ? { host: second } : {}) }, callback };
}

/** `localhost` as whoever connects looks it up, as long as what comes back is this machine. */
function ownOnly(given: unknown, offline: OfflineSwitch): LookupFunction {
  const lookup = (typeof given === 'function' ? given : dns.lookup) as LookupFunction;
  return (name, options, done) =>
    lookup(name, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      const foreign = error ? undefined : addresses.find((address) => !isOwnAddress(address));
      if (foreign === undefined) done(error, found, family);
      else done(offline.refuse(`the connection to ${foreign}`), '', 0);
    });
}
