import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { toFailure } from '../../../contract/failure.ts';
import { encodeInferBody } from '../../../domain/oip/index.ts';
import { openServer } from './server.ts';

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** Whatever comes, this is answered, a byte string at a time; nothing = silence. */
async function serve(...answer: string[]): Promise<string> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      for (const part of answer) socket.write(part);
    });
  });
  open.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
}

const limits = { descriptionMs: 200, runMs: 200 };
const body = encodeInferBody({ x: { type: 'float32', data: Float32Array.of(1), dims: [1] } }, ['y'], true);
const failureOf = (call: Promise<unknown>) => call.then(() => null, toFailure);

test.each([
  ['is silent', []],
  ['begins an answer and stops', ['HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"outputs"']],
  ['stops in its head', ['HTTP/1.1 200 OK\r\ncontent-']],
])('a server that %s is given up after a while', async (_, answer) => {
  const url = await serve(...answer);
  const server = openServer({ url, model: 'm', version: '2' }, null, limits);
  const expected = {
    code: 'REMOTE_FAILED',
    message: expect.stringContaining(`m version 2 on ${url} did not answer within 0.2 s`),
    retryable: true,
  };
  expect(await failureOf(server.describe())).toMatchObject(expected);
  expect(await failureOf(server.infer(body, ['y'], null))).toMatchObject(expected);
  server.close();
});

test.each([
  ['speaks something else', 'SSH-2.0-OpenSSH_9.2\r\n', /cannot be reached|does not speak HTTP/u],
  ['sends a head without end', `HTTP/1.1 200 OK\r\nx: ${'a'.repeat(100_000)}`, /cannot be reached/u],
  [
    'describes itself in more than is taken',
    `HTTP/1.1 200 OK\r\ncontent-length: 9000000\r\n\r\n${'a'.repeat(2_500_000)}`,
    /answered more than 2 MB/u,
  ],
])('a server that %s is told of', async (_, answer, message) => {
  const server = openServer({ url: await serve(answer), model: 'm', version: null }, null, {
    descriptionMs: 5_000,
    runMs: 5_000,
  });
  expect(await failureOf(server.describe())).toMatchObject({
    code: 'REMOTE_FAILED',
    message: expect.stringMatching(message),
  });
  server.close();
});

test('a server of plain HTTP under an https address is told of', async () => {
  const url = (await serve('HTTP/1.1 400 Bad Request\r\n\r\n')).replace('http:', 'https:');
  const server = openServer({ url, model: 'm', version: null }, null, { descriptionMs: 5_000, runMs: 5_000 });
  expect(await failureOf(server.describe())).toMatchObject({
    code: 'REMOTE_FAILED',
    message: expect.stringMatching(/TLS/u),
  });
  server.close();
});

test('a wait for a busy server ends with its caller', async () => {
  const busy = 'HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\n\r\n';
  const server = openServer({ url: await serve(busy), model: 'm', version: null }, null);
  const abort = new AbortController();
  const run = failureOf(server.infer(body, ['y'], abort.signal));
  abort.abort();
  expect(await run).toMatchObject({ code: 'CANCELLED' });
  server.close();
});
