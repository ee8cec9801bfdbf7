import dgram from 'node:dgram';
import dns, { lookup as namedLookup } from 'node:dns';
import dnsPromises from 'node:dns/promises';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import net, { type AddressInfo, type LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket as WsSocket } from 'ws';
import { toFailure } from '../contract/failure.ts';
import { createOfflineSwitch, guardNetwork, type OfflineSwitch, shareWithThreads } from './index.ts';

// Kept for documentation (RFC 5737, RFC 3849): no machine has them, so a packet to one would meet nobody and time out.
const far = '198.51.100.7';
const far6 = '2001:db8::7';

let offline: OfflineSwitch;
let undo: () => void;
beforeEach(() => {
  offline = createOfflineSwitch();
  undo = guardNetwork(offline);
  offline.set(true);
});
afterEach(() => undo());

function failing(emitter: NodeJS.EventEmitter): Promise<unknown> {
  return new Promise((resolve) => emitter.once('error', resolve));
}

/** Remote addresses of the TCP sockets of this machine, whatever state they are in; the kernel writes them as hex. */
function knowsKernelOf(address: string): boolean {
  const hex = address
    .split('.')
    .toReversed()
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('')
    .toUpperCase();
  return process.platform === 'linux' && readFileSync('/proc/net/tcp', 'latin1').includes(`${hex}:`);
}

async function serveHere(): Promise<{ port: number; [Symbol.asyncDispose](): Promise<void> }> {
  const server = http.createServer((_request, response) => response.end('here'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe('refuses and counts', () => {
  const ways: [string, () => Promise<unknown>][] = [
    ['net, port and host', () => failing(net.connect(443, far))],
    ['net, options', () => failing(net.connect({ host: far, port: 443 }))],
    ['net, IPv6', () => failing(net.connect({ host: far6, port: 443 }))],
    ['net, IPv4 within IPv6', () => failing(net.connect({ host: `::ffff:${far}`, port: 443 }))],
    ['net, a name', () => failing(net.connect(80, 'example.org'))],
    [
      'net, a name with its own look-up',
      () => failing(net.connect({ port: 80, host: 'a.test', lookup: toFar })),
    ],
    [
      'net, localhost looked up elsewhere',
      () => failing(net.connect({ port: 80, host: 'localhost', lookup: toFar })),
    ],
    ['net, an empty path', () => failing(net.connect({ path: '', host: far, port: 80 } as never))],
    [
      'net, a write at once',
      async () => {
        const socket = net.connect(80, far);
        socket.write('hello');
        return failing(socket);
      },
    ],
    ['new net.Socket', () => failing(new net.Socket().connect(80, far))],
    ['net, another way to write an address', () => failing(net.connect(80, '3325256711'))],
    ['tls', () => failing(tls.connect({ host: far, port: 443, servername: 'example.org' }))],
    [
      'tls over a socket of its own',
      () => failing(tls.connect({ socket: net.connect(443, far).on('error', () => {}) })),
    ],
    ['http', () => failing(http.get(`http://${far}/`))],
    ['http by name', () => failing(http.get('http://example.org/'))],
    ['https', () => failing(https.get(`https://${far}/`))],
    ['http2', () => failing(http2.connect(`http://${far}`))],
    ['fetch', () => fetch('https://example.org/').catch((error: unknown) => error)],
    ['ws', () => failing(new WsSocket(`ws://${far}/`))],
    ['dns.lookup', () => promisify(dns.lookup)('example.org').catch((error: unknown) => error)],
    [
      'dns.lookup, imported by name',
      () => promisify(namedLookup)('example.org').catch((error: unknown) => error),
    ],
    ['dns.resolve4', () => promisify(dns.resolve4)('example.org').catch((error: unknown) => error)],
    ['dns.reverse', () => promisify(dns.reverse)(far).catch((error: unknown) => error)],
    [
      'dns.Resolver',
      () => {
        const resolver = new dns.Resolver();
        return new Promise((resolve) => resolver.resolveTxt('example.org', resolve));
      },
    ],
    ['dns/promises lookup', () => dnsPromises.lookup('example.org').catch((error: unknown) => error)],
    ['dns/promises resolveMx', () => dnsPromises.resolveMx('example.org').catch((error: unknown) => error)],
    [
      'dns/promises Resolver',
      () => new dnsPromises.Resolver().resolve('example.org').catch((error: unknown) => error),
    ],
    ['dns.lookupService', () => promisify(dns.lookupService)(far, 80).catch((error: unknown) => error)],
    [
      'dgram, callback',
      () => withUdp((socket) => new Promise((resolve) => socket.send('x', 9, far, resolve))),
    ],
    [
      'dgram, part of a buffer',
      () =>
        withUdp((socket) => new Promise((resolve) => socket.send(Buffer.from('xyz'), 0, 2, 9, far, resolve))),
    ],
    [
      'dgram, no callback',
      () =>
        withUdp((socket) => {
          socket.send('x', 9, far);
          return failing(socket);
        }),
    ],
    [
      'dgram, a name',
      () => withUdp((socket) => new Promise((resolve) => socket.send('x', 9, 'example.org', resolve))),
    ],
    [
      'dgram connect',
      () => withUdp((socket) => new Promise((resolve) => socket.connect(9, far, resolve as never))),
    ],
  ];

  it.each(ways)('%s', async (_way, tryOut) => {
    const startedMs = performance.now();
    const thrown = await tryOut();
    expect(toFailure(thrown)).toMatchObject({ code: 'OFFLINE' });
    expect(toFailure(thrown).message).toMatch(
      /^Foredeck is offline and refused (the connection to|to look up|a datagram)/u,
    );
    // Nobody waited for anybody.
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(offline.refused).toBeGreaterThan(0);
    expect(knowsKernelOf(far)).toBe(false);
  });

  it('WebSocket of Node, which keeps the reason to itself', async () => {
    const socket = new WebSocket(`ws://${far}/`);
    await new Promise((resolve) => socket.addEventListener('error', resolve));
    expect(offline.refused).toBe(1);
  });

  it('each once', async () => {
    await failing(net.connect(443, far));
    await fetch(`http://${far}/`).catch(() => {});
    await dnsPromises.lookup('example.org').catch(() => {});
    expect(offline.refused).toBe(3);
    offline.set(false);
    expect(offline.refused).toBe(3);
    offline.set(true);
    expect(offline.refused).toBe(0);
  });
});

describe('lets through', () => {
  it('loopback by address and by name, in every form', async () => {
    await using server = await serveHere();
    const { port } = server;
    for (const host of ['127.0.0.1', 'localhost', '::ffff:127.0.0.1']) {
      const socket = net.connect(port, host);
      await once(socket, 'connect');
      socket.destroy();
    }
    const answer = await fetch(`http://127.0.0.1:${port}/`);
    expect(await answer.text()).toBe('here');
    expect(await (await fetch(`http://localhost:${port}/`)).text()).toBe('here');
    expect(await dnsPromises.lookup('localhost')).toHaveProperty('address');
    expect(await dnsPromises.lookup(far)).toMatchObject({ address: far });
    expect(offline.refused).toBe(0);
  });

  it('datagrams to this machine', async () => {
    const receiver = dgram.createSocket('udp4').bind(0, '127.0.0.1');
    await once(receiver, 'listening');
    for (const address of ['127.0.0.1', 'localhost', undefined]) {
      const arrived = once(receiver, 'message');
      await withUdp(
        (socket) =>
          new Promise((resolve) =>
            socket.send('here', receiver.address().port, address, resolve as () => void),
          ),
      );
      expect(String((await arrived)[0])).toBe('here');
    }
    receiver.close();
    expect(offline.refused).toBe(0);
  });

  it('local sockets and pipes, whatever host stands beside them', async () => {
    const name = `foredeck-guard-${process.pid}`;
    const path = process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), name);
    const server = http.createServer((_request, response) => response.end('piped')).listen(path);
    await once(server, 'listening');
    const [response] = (await once(http.get({ socketPath: path, host: far }), 'response')) as [
      http.IncomingMessage,
    ];
    expect(response.statusCode).toBe(200);
    response.resume();
    server.closeAllConnections();
    server.close();
    expect(offline.refused).toBe(0);
  });
});

it('ends the connections to other machines that are open when it is switched on, and no others', async () => {
  offline.set(false);
  await using server = await serveHere();
  const there = net.connect({ port: server.port, host: 'peer.test', lookup: toHere });
  const here = net.connect(server.port, '127.0.0.1');
  await Promise.all([once(there, 'connect'), once(here, 'connect')]);
  // A stand-in for a peer on another machine, which a test has none of.
  Object.defineProperty(there, 'remoteAddress', { value: far });
  const ended = failing(there);
  offline.set(true);
  expect(toFailure(await ended)).toMatchObject({ code: 'OFFLINE' });
  expect(here.destroyed).toBe(false);
  expect(offline.refused).toBe(1);
  here.destroy();
});

it('holds in a thread that begins with the guard, with one switch and one count for both', async () => {
  shareWithThreads(offline);
  const worker = new Worker(new URL('./testing/thread.ts', import.meta.url));
  const ask = async (): Promise<unknown> => {
    worker.postMessage(far);
    return (await once(worker, 'message'))[0];
  };
  expect(await ask()).toEqual({ net: 'OFFLINE', fetch: 'OFFLINE', dns: 'OFFLINE' });
  expect(offline.refused).toBe(3);
  await worker.terminate();
});

it('leaves Node as it was when it is taken away', () => {
  undo();
  const before = [net.Socket.prototype.connect, dgram.Socket.prototype.send, dns.lookup, namedLookup];
  undo = guardNetwork(offline);
  expect(net.Socket.prototype.connect).not.toBe(before[0]);
  expect(namedLookup).toBe(dns.lookup);
  expect(dns.lookup).not.toBe(before[2]);
  undo();
  expect([net.Socket.prototype.connect, dgram.Socket.prototype.send, dns.lookup, namedLookup]).toEqual(
    before,
  );
  undo = () => {};
});

const toFar = alwaysAt(far);
const toHere = alwaysAt('127.0.0.1');

/** A look-up that answers one address, whatever is asked. */
function alwaysAt(address: string): LookupFunction {
  return (_name, { all }, done) =>
    process.nextTick(() => (all ? done(null, [{ address, family: 4 }]) : done(null, address, 4)));
}

async function withUdp(use: (socket: dgram.Socket) => Promise<unknown>): Promise<unknown> {
  const socket = dgram.createSocket('udp4');
  try {
    return await use(socket);
  } finally {
    socket.close();
  }
}
