import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { received, startTestServer, type TestServer, testToken, withToken } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  // After everything that was thrown at it, it still answers.
  expect((await server.ask('/v2/health/live')).status).toBe(200);
  expect(server.contractServer.connections).toBe(0);
  expect(server.troubles).toEqual([]);
  await server.stop();
});

const good = {
  Host: 'HOST',
  Connection: 'Upgrade',
  Upgrade: 'websocket',
  'Sec-WebSocket-Version': '13',
  'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
  Authorization: `Bearer ${testToken}`,
};

function upgradeText(changes: Record<string, string | null>, start = 'GET /rpc HTTP/1.1'): string {
  const headers = Object.entries<string | null>({ ...good, ...changes }).filter(
    ([, value]) => value !== null,
  );
  const lines = headers.map(([name, value]) =>
    `${name}: ${value}`.replace('HOST', `127.0.0.1:${server.port}`),
  );
  return [start, ...lines, '', ''].join('\r\n');
}

test.each<[string, number, Record<string, string | null>, string?]>([
  ['without a token', 401, { Authorization: null }],
  ['with a wrong token', 401, { Authorization: 'Bearer wrong' }],
  ['with a guessed cookie', 401, { Authorization: null, Cookie: 'foredeck-8790=x' }],
  ['for another host', 403, { Host: 'evil.example' }],
  ['without a host', 403, { Host: null }],
  ['from another origin', 403, { Origin: 'http://evil.example' }],
  ['from another port of this machine', 403, { Origin: 'http://127.0.0.1:1' }],
  ['from a sandboxed page', 403, { Origin: 'null' }],
  ['from a page of the same site', 403, { 'Sec-Fetch-Site': 'same-site' }],
  ['at another path', 404, {}, 'GET /rpc2 HTTP/1.1'],
  ['at an absolute address', 404, {}, 'GET http://evil.example/rpc HTTP/1.1'],
  ['without a key', 400, { 'Sec-WebSocket-Key': null }],
  ['with a short key', 400, { 'Sec-WebSocket-Key': 'abc' }],
  ['of another version', 400, { 'Sec-WebSocket-Version': '12' }],
  ['by POST', 405, {}, 'POST /rpc HTTP/1.1'],
  ['with a broken extension', 400, { 'Sec-WebSocket-Protocol': ',,' }],
  ['with too many bytes of headers', 431, { X: 'x'.repeat(20_000) }],
])('an upgrade %s is refused', async (_how, status, changes, start) => {
  const answer = await server.raw(upgradeText(changes, start));
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `, 'u'));
  expect(answer).not.toContain('101 Switching');
});

const closeFrame = 0x88;

test.each([
  ['an unmasked frame', Buffer.from([0x81, 0x02, 0x7b, 0x7d])],
  ['a reserved opcode', Buffer.from([0x83, 0x80, 0, 0, 0, 0])],
  ['a frame that says it has 2^62 bytes', Buffer.from([0x81, 0xff, 0x40, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])],
  ['text that is not UTF-8', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc3, 0x28])],
  ['text that is no call', Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0x7b, 0x7d])],
  ['a binary frame', Buffer.from([0x82, 0x80, 0, 0, 0, 0])],
  ['a fragmented ping', Buffer.from([0x09, 0x80, 0, 0, 0, 0])],
])('%s ends that connection', async (_what, frame) => {
  const socket = connect(server.port, '127.0.0.1');
  const said = received(socket);
  socket.write(Buffer.concat([Buffer.from(upgradeText({})), frame]));
  socket.on('data', (piece: Buffer) => {
    if (piece.includes(closeFrame)) socket.end();
  });
  expect(await said).toContain('101 Switching');
});

test('a connection that is reset in the middle of an upgrade harms nobody', async () => {
  for (const cut of [10, 60, 200]) {
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(upgradeText({}).slice(0, cut));
    socket.resetAndDestroy();
  }
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, { headers: withToken });
  await once(socket, 'open');
  socket.terminate();
  while (server.contractServer.connections > 0) await new Promise((resolve) => setImmediate(resolve));
});
