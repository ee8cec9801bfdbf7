import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskOptions, received, startTestServer, type TestServer, withToken } from '../test-server.ts';
import { pairs, type SmallService, smallService } from './testing.ts';

let server: TestServer;
let small: SmallService;
beforeAll(async () => {
  small = smallService();
  const limits = { bodyBytes: 200_000, heldBodyBytes: 300_000, idleMs: 200 };
  server = await startTestServer({ inference: small.service, limits });
});
afterAll(() => server.stop());

const post = (path: string, body: string | Buffer = '', headers: AskOptions['headers'] = {}) =>
  server.ask(path, { method: 'POST', body, headers: { ...withToken, ...headers } });
const infer = (model: string) =>
  post(`/v2/models/${model}/infer`, pairs('x', [1, 2]), { connection: 'keep-alive' });
const head = (path: string, headers: string) =>
  `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: ${withToken.authorization}\r\n${headers}\r\n`;

describe('refusals', () => {
  it.each([
    ['full', 429, 'The queue of full is full.', '3'],
    ['loading', 503, 'loading is being loaded. Try again soon.', '1'],
    ['closing', 503, 'The server is being stopped.', '1'],
    ['off', 400, 'off is switched off.', undefined],
    ['late', 504, 'late took longer than 5 ms.', undefined],
    ['nothing', 404, 'There is no model nothing; there are double, waits.', undefined],
    ['__proto__', 404, 'There is no model __proto__; there are double, waits.', undefined],
    ['broken', 500, 'Something unexpected went wrong inside Foredeck.', undefined],
    ['defect', 500, 'Something unexpected went wrong inside Foredeck.', undefined],
    ['booting', 503, 'Engine process 1 does not start.', '1'],
    ['working', 409, 'working is at work.', undefined],
  ])('%s: %d', async (model, status, error, retryAfter) => {
    const answer = await infer(model);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toEqual({ error });
    expect(answer.headers['retry-after']).toBe(retryAfter);
    expect(answer.headers.connection).toBe('keep-alive');
  });

  it.each([
    ['GET', '/v2/models/double/infer', 'POST'],
    ['PUT', '/v1/models/double:predict', 'POST'],
    ['GET', '/v2/repository/index', 'POST'],
    ['GET', '/v2/repository/models/double/load', 'POST'],
    ['POST', '/v2', 'GET, HEAD'],
    ['DELETE', '/v2/models/double', 'GET, HEAD'],
    ['POST', '/v2/models/double/ready', 'GET, HEAD'],
    ['POST', '/v2/health/live', 'GET, HEAD'],
    ['OPTIONS', '/v2/models/double/infer', 'POST'],
  ])('%s %s is another method than %s', async (method, path, allow) => {
    const answer = await server.ask(path, { method, headers: withToken });
    expect([answer.status, answer.headers.allow]).toEqual([405, allow]);
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringContaining('This address takes ') });
  });

  it.each([
    '/v2/',
    '/v2/models',
    '/v2/models/',
    '/v2/models/a/b',
    '/v2/models/%ff',
    '/v2/models/a%2fb/../c/ready',
    '/v2/models/double/versions/',
    '/v2/models/double/versions/1/2',
    '/v2/repository/models/double',
    '/v1/models/double',
    '/v1/',
    '/v2/anything',
  ])('%s is nothing, or the server', async (path) => {
    const answer = await server.ask(path, { headers: withToken });
    if (path === '/v2/') return expect(answer.status).toBe(200);
    expect([answer.status, answer.text]).toEqual([404, '{"error":"There is nothing at this address."}']);
  });

  it('needs a token and comes from here, as everywhere', async () => {
    const anonymous = await server.ask('/v2/models/double/infer', {
      method: 'POST',
      body: pairs('x', [1, 2]),
    });
    expect(anonymous.status).toBe(401);
    expect(JSON.parse(anonymous.text)).toEqual({ error: expect.stringContaining('This needs a token') });
    for (const headers of [{ host: 'evil.example' }, { origin: 'http://evil.example' }]) {
      const answer = await post('/v2/models/double/infer', pairs('x', [1, 2]), headers);
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.text)).toEqual({ error: expect.any(String) });
    }
  });

  it('says what is wrong with a body', async () => {
    const wrong = async (body: string | Buffer, headers = {}) => {
      const { status, text } = await post('/v2/models/double/infer', body, headers);
      return `${status} ${(JSON.parse(text) as { error: string }).error}`;
    };
    expect(await wrong('')).toBe('400 The body is no JSON: Unexpected end of JSON input');
    expect(await wrong(pairs('y', [1, 2]))).toBe('400 The model has no input "y"; it has "x".');
    expect(await wrong(pairs('x', [1, null]))).toBe(
      '400 Input "x": element [0][1] is NaN, and the model takes no missing values there.',
    );
    expect(await wrong('{}', { 'content-encoding': 'br' })).toBe(
      '415 Content-Encoding "br" is not known here; gzip and deflate are.',
    );
    expect(await wrong('{}', { 'content-encoding': 'gzip' })).toBe(
      '400 The body is not what Content-Encoding says: no gzip data.',
    );
    expect(await wrong('{}', { 'inference-header-content-length': '3' })).toBe(
      '400 Inference-Header-Content-Length is 3, but the body has 2 bytes.',
    );
    expect(await wrong('{}', { 'inference-header-content-length': 'two' })).toBe(
      '400 Inference-Header-Content-Length must be a number of bytes.',
    );
    const tooLarge = '413 The body is larger than the 200000 bytes that are taken.';
    expect(await wrong(Buffer.alloc(200_001))).toBe(tooLarge);
    expect(await wrong(Buffer.alloc(400_000), { 'transfer-encoding': 'chunked' })).toBe(tooLarge);
    expect(await wrong(gzipSync(Buffer.alloc(200_001)), { 'content-encoding': 'gzip' })).toBe(tooLarge);
  });
});

describe('rough callers', () => {
  it('takes a body in tiny chunks', async () => {
    const body = pairs('x', [1, 2]);
    const chunks = Array.from(body, (piece) => `1\r\n${piece}\r\n`).join('');
    const text = await server.raw(
      `${head('/v2/models/double/infer', 'Transfer-Encoding: chunked\r\nConnection: close\r\n')}${chunks}0\r\n\r\n`,
    );
    expect(text).toContain('"data":[2,4]');
  });

  it('answers a body that stops coming, and ends the connection', async () => {
    for (const started of ['Content-Length: 100\r\n', 'Transfer-Encoding: chunked\r\n']) {
      const text = await server.raw(head('/v2/models/double/infer', started));
      expect(text).toMatch(/^HTTP\/1\.1 408 /u);
      expect(text).toContain('{"error":"The body did not come in time."}');
    }
  });

  it('takes a target that begins with the address of this server, and of no other', async () => {
    const get = (target: string) =>
      server.raw(
        `GET ${target} HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nAuthorization: ${withToken.authorization}\r\nConnection: close\r\n\r\n`,
      );
    expect(await get(`http://127.0.0.1:${server.port}/v2`)).toMatch(/^HTTP\/1\.1 200 /u);
    expect(await get(`http://evil.example/v2`)).toMatch(/^HTTP\/1\.1 404 /u);
    expect(await get(`http://127.0.0.1:${server.port}@evil.example/v2`)).toMatch(/^HTTP\/1\.1 404 /u);
  });

  it('answers two requests on one connection, in order', async () => {
    const body = pairs('x', [1, 2]);
    const request = (connection: string) =>
      `${head('/v2/models/double/infer', `Content-Length: ${body.length}\r\nConnection: ${connection}\r\n`)}${body}`;
    const text = await server.raw(request('keep-alive') + request('close'));
    expect(text.match(/"data":\[2,4\]/gu)).toHaveLength(2);
  });

  it('tells the model that the caller has left', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const body = pairs('x', [1, 2]);
    const arrival = small.arrival();
    socket.write(`${head('/v2/models/waits/infer', `Content-Length: ${body.length}\r\n`)}${body}`);
    const { caller, left } = await arrival;
    expect(caller.hasLeft).toBe(false);
    socket.destroy();
    await left;
    expect((await infer('double')).status).toBe(200);
    expect(server.troubles.filter(({ call }) => call.includes('waits'))).toEqual([]);
  });

  it('tells the models of all requests that waited in line on one connection', async () => {
    const socket = connect(server.port, '127.0.0.1');
    const body = pairs('x', [1, 2]);
    const request = `${head('/v2/models/waits/infer', `Content-Length: ${body.length}\r\n`)}${body}`;
    const first = small.arrival();
    socket.write(request);
    const left = [(await first).left];
    const second = small.arrival();
    socket.write(request);
    left.push((await second).left);
    socket.destroy();
    await Promise.all(left);
    await expect.poll(() => server.http.inference.inFlight).toBe(0);
  });

  it('holds no more of large bodies at once than there is room for', async () => {
    const large = (model: string) =>
      post(`/v2/models/${model}/infer`, pairs('x', Array<number>(80_000).fill(1)));
    const arrival = small.arrival();
    const first = large('waits');
    const { answer } = await arrival;
    const second = await large('double');
    expect([second.status, second.headers['retry-after']]).toEqual([429, '1']);
    expect((await infer('double')).status).toBe(200);
    answer();
    expect((await first).status).toBe(200);
    await expect.poll(() => server.http.inference.inFlight).toBe(0);
    expect((await large('double')).status).toBe(200);
  });

  it('forgets a caller that leaves in the middle of its body', async () => {
    const before = small.calls.infer;
    const socket = connect(server.port, '127.0.0.1');
    socket.write(`${head('/v2/models/double/infer', 'Content-Length: 100\r\n')}{"inputs":`);
    await once(socket, 'connect');
    socket.end();
    await received(socket);
    expect((await infer('double')).status).toBe(200);
    expect(small.calls.infer).toBe(before + 1);
  });
});
