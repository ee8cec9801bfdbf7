import { Agent, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer, testToken, withToken } from '../test-server.ts';
import { pairs, smallService } from './testing.ts';

let server: TestServer;
const agent = new Agent({ keepAlive: true, maxSockets: 8 });
beforeAll(async () => {
  server = await startTestServer({
    inference: smallService().service,
    limits: { idleMs: 300, headersMs: 300, checkMs: 50 },
  });
});
afterAll(async () => {
  agent.destroy();
  await server.stop();
});

const places: [method: string, path: string][] = [
  ['GET', '/v2'],
  ['GET', '/v2/models/double'],
  ['GET', '/v2/models/double/versions/1'],
  ['GET', '/v2/models/double/ready'],
  ['GET', '/v2/models/double/versions/1/ready'],
  ['POST', '/v2/models/double/infer'],
  ['POST', '/v2/models/double/versions/1/infer'],
  ['POST', '/v2/repository/index'],
  ['POST', '/v2/repository/models/double/load'],
  ['POST', '/v2/repository/models/double/unload'],
  ['POST', '/v1/models/double:predict'],
];

describe('who may ask the models', () => {
  it.each(places)('%s %s needs a token, whatever else is wrong', async (method, path) => {
    for (const headers of [{}, { authorization: `Bearer ${testToken}x` }, { authorization: testToken }]) {
      for (const asked of [method, 'DELETE']) {
        const answer = await server.ask(path, { method: asked, headers, body: '{' });
        expect(answer.status).toBe(401);
        expect(JSON.parse(answer.text)).toEqual({ error: expect.stringContaining('token') });
      }
    }
  });

  const hosts = ['127.0.0.1', 'localhost', '[::1]', '127.0.0.1.evil.example', 'evil.example', '0.0.0.0', ''];
  const origins = [null, 'same', 'null', 'http://evil.example', 'https://same', 'http://127.0.0.1'];
  it.each(hosts.flatMap((host) => origins.map((origin) => [host, origin] as const)))(
    'from host %j, origin %j',
    async (host, origin) => {
      const authority = `${host}:${server.port}`;
      const from = origin === 'same' ? `http://${authority}` : origin?.replace('same', authority);
      const { status, text } = await server.ask('/v2/models/double/infer', {
        method: 'POST',
        body: pairs('x', [1, 2]),
        headers: { ...withToken, host: authority, ...(from ? { origin: from } : {}) },
      });
      const isOurs = hosts.indexOf(host) < 3 && (origin === null || origin === 'same');
      expect(status).toBe(isOurs ? 200 : 403);
      if (!isOurs) expect(JSON.parse(text)).toEqual({ error: expect.any(String) });
    },
  );
});

/** Where a file, a stack or the runtime would show. */
const telling = /\bat \S+ \(|\bnode:|\.[cm]?[jt]s:\d|\/home\/|\/src|\\Users\\|foredeck-http/u;

describe('10,000 bodies that nobody would send', () => {
  const send = (path: string, body: Uint8Array, headers: Record<string, string>) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const sent = request(
        {
          host: '127.0.0.1',
          port: server.port,
          method: 'POST',
          path,
          agent,
          headers: { ...withToken, ...headers },
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (piece: string) => {
            text += piece;
          });
          response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });

  const good = [
    pairs('x', [1, 2, 3, 4]),
    '{"id":"7","parameters":{"priority":1,"timeout":5000000},"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[[1,null]]}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}',
    '{"inputs":[{"name":"x","shape":[1,1],"datatype":"BYTES","data":["text"]},{"name":"n","shape":[1],"datatype":"INT64","data":[9007199254740993]}]}',
    '{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}]}\0\0\0\0\0\0\0\0',
    '{"instances":[{"amount":12.5,"country":"DE"}]}',
    '{"ready":true}',
  ].map((text) => Buffer.from(text));
  const words = [
    '__proto__',
    '-1',
    '1e999',
    'null',
    '[',
    ']',
    '{',
    '}',
    '"',
    ',',
    '\\ud800',
    'NaN',
    '1'.repeat(400),
  ];
  /** A good body with a few places changed: words put in, bytes changed, the end cut off. */
  const broken = fc
    .tuple(
      fc.constantFrom(...good),
      fc.array(fc.tuple(fc.nat(), fc.oneof(fc.constantFrom(...words), fc.nat(255))), {
        minLength: 1,
        maxLength: 3,
      }),
      fc.option(fc.nat(), { freq: 4 }),
    )
    .map(([body, changes, cut]) => {
      let bytes: Uint8Array = body;
      for (const [place, change] of changes) {
        const at = place % (bytes.length + 1);
        const put = typeof change === 'string' ? Buffer.from(change) : Buffer.of(change);
        const behind = bytes.subarray(typeof change === 'string' ? at : at + 1);
        bytes = Buffer.concat([bytes.subarray(0, at), put, behind]);
      }
      return cut === null ? bytes : bytes.subarray(0, cut % (bytes.length + 1));
    });
  const odd = fc.oneof(
    { weight: 8, arbitrary: broken },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }) },
    { weight: 1, arbitrary: fc.json().map((text) => Buffer.from(text)) },
  );
  const path = fc.constantFrom(
    '/v2/models/double/infer',
    '/v2/models/echo/infer',
    '/v1/models/sum:predict',
    '/v2/repository/index',
    '/v2/repository/models/double/load',
  );
  const headers = fc.oneof(
    { weight: 6, arbitrary: fc.constant<Record<string, string>>({}) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Record<string, string>>(
        { 'content-encoding': 'gzip' },
        { 'content-encoding': 'deflate' },
        { 'inference-header-content-length': '93' },
        { 'inference-header-content-length': '0' },
        { 'transfer-encoding': 'chunked' },
      ),
    },
  );

  it('are answered or refused, and say nothing of the inside', async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(path, odd, headers), { minLength: 50, maxLength: 50 }),
        async (requests) => {
          const answers = await Promise.all(requests.map((one) => send(...one)));
          for (const { status, text } of answers) {
            statuses.set(status, (statuses.get(status) ?? 0) + 1);
            expect([200, 400, 404, 413, 415]).toContain(status);
            if (status === 200) continue;
            const { error } = JSON.parse(text) as { error: string };
            expect(error).not.toMatch(telling);
          }
        },
      ),
      { numRuns: 200, endOnFailure: true },
    );
    // Were nearly all of one kind, this would show little.
    expect(statuses.get(200)).toBeGreaterThan(200);
    expect(statuses.get(400)).toBeGreaterThan(5000);
    expect(server.troubles).toEqual([]);
  }, 60_000);
});

describe('connections that nobody would open', () => {
  const post = `POST /v2/models/double/infer HTTP/1.1\r\nHost: 127.0.0.1:`;
  const head = () => `${post}${server.port}\r\nAuthorization: Bearer ${testToken}\r\n`;

  it.each([
    ['no end of the headers', () => head()],
    ['a body that does not come', () => `${head()}Content-Length: 50\r\n\r\n{`],
    ['chunks that do not end', () => `${head()}Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n`],
    ['two lengths', () => `${head()}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
    [
      'a length and chunks',
      () => `${head()}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a length that is none', () => `${head()}Content-Length: -1\r\n\r\n`],
    ['a chunk size that is none', () => `${head()}Transfer-Encoding: chunked\r\n\r\nxyz\r\n`],
    ['a header without end', () => `${head()}X: ${'a'.repeat(20_000)}\r\n\r\n`],
    ['another protocol', () => '\x16\x03\x01\x02\x00\x01\x00\x01\xfc'],
    [
      'a long extension of a chunk',
      () => `${head()}Transfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(20_000)}\r\n{\r\n`,
    ],
  ])('%s: refused or closed', async (_name, text) => {
    const answer = await server.raw(text());
    if (answer !== '') expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /u);
    expect(answer).not.toMatch(telling);
  });

  it('a flood of chunks is taken in, and the next request is answered', async () => {
    const chunks = '1\r\n \r\n'.repeat(200_000);
    const flood = `${head()}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunks}0\r\n\r\n`;
    expect(await server.raw(flood)).toMatch(/^HTTP\/1\.1 400 /u);
    const answer = await server.ask('/v2/models/double/infer', {
      method: 'POST',
      body: pairs('x', [1, 2]),
      headers: withToken,
    });
    expect(answer.status).toBe(200);
    expect(server.troubles).toEqual([]);
  });
});
