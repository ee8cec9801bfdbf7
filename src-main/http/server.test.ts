import { once } from 'node:events';
import { symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { connectContract } from '../contract/client.ts';
import { FailureError } from '../contract/failure.ts';
import { failureSchema } from '../contract/failure-schema.ts';
import { pathPattern, sendJson } from './exchange.ts';
import { startHttp } from './server.ts';
import { socketChannel } from './socket-channel.ts';
import { received, startTestServer, type TestServer, testToken, withToken } from './test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    routes: [
      {
        method: 'POST',
        match: pathPattern('/later/:name'),
        handle: ({ response }, parts) => sendJson(response, 200, parts),
      },
      {
        method: 'GET',
        match: pathPattern('/later/breaks'),
        handle: () => {
          throw new TypeError('secret at /home/someone');
        },
      },
    ],
  });
});
afterAll(() => server.stop());

/** Every place there is, with the method that it takes. */
const places: [method: string, path: string][] = [
  ['GET', '/'],
  ['GET', '/index.html'],
  ['GET', '/icon.svg'],
  ['GET', '/assets/index-B1c2D3e4.js'],
  ['HEAD', '/'],
  ['PUT', '/console/uploads?name=a.csv'],
  ['GET', '/console/jobs/job-1/output'],
  ['POST', '/later/x'],
  ['GET', '/rpc'],
  ['GET', '/nowhere'],
  ['DELETE', '/'],
  ['OPTIONS', '/'],
  ['GET', '/v2'],
  ['GET', '/v2/health/livex'],
  ['POST', '/v2/health/live'],
];

describe('who may ask', () => {
  test.each(places)('%s %s needs a token', async (method, path) => {
    for (const headers of [
      {},
      { authorization: 'Bearer wrong' },
      { authorization: `Basic ${testToken}` },
      { authorization: `Bearer ${testToken}x` },
      { authorization: 'Bearer' },
      { cookie: `foredeck-${server.port}=guessed` },
      { cookie: `foredeck-${server.port}=` },
    ]) {
      const answer = await server.ask(path, { method, headers });
      expect(answer.status).toBe(401);
      if (path.startsWith('/v2')) expect(JSON.parse(answer.text)).toEqual({ error: expect.any(String) });
      else if (method !== 'HEAD')
        expect(failureSchema.parse(JSON.parse(answer.text)).code).toBe('UNAUTHORIZED');
      expect(answer.headers['set-cookie']).toBeUndefined();
    }
  });

  test.each(['/v2/health/live', '/v2/health/ready'])('%s is open', async (path) => {
    expect((await server.ask(path)).status).toBe(200);
    expect((await server.ask(path, { method: 'HEAD' })).status).toBe(200);
  });

  test('a program with the token gets what there is, and the one failure shape for what there is not', async () => {
    expect((await server.ask('/', { headers: withToken })).status).toBe(200);
    expect((await server.ask('/later/x', { method: 'POST', headers: withToken })).text).toBe('{"name":"x"}');
    for (const path of ['/nowhere', '/later/x', '/console/jobs/a%2f..%2fb/output', '/console/jobs//output']) {
      const answer = await server.ask(path, { headers: withToken });
      expect(answer.status).toBe(404);
      expect(failureSchema.parse(JSON.parse(answer.text)).code).toBe('NOT_FOUND');
    }
  });

  test('without authentication everybody is let in, but not from everywhere', async () => {
    const open = await startTestServer({ token: null });
    expect(open.http.newLink()).toBe(`${open.http.url}/`);
    expect((await open.ask('/')).status).toBe(200);
    expect((await open.ask('/?token=whatever')).status).toBe(303);
    expect((await open.ask('/', { headers: { host: 'evil.example' } })).status).toBe(403);
    expect((await open.ask('/', { headers: { origin: 'http://evil.example' } })).status).toBe(403);
    await open.stop();
  });

  test('a server that is not ready says so to probers', async () => {
    const starting = await startTestServer({ isReady: () => false });
    expect((await starting.ask('/v2/health/ready')).status).toBe(503);
    expect((await starting.ask('/v2/health/live')).status).toBe(200);
    await starting.stop();
  });
});

describe('the link', () => {
  const browser = { accept: 'text/html,*/*', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  const enter = async (link = server.http.newLink()) => {
    const answer = await server.ask(new URL(link).pathname + new URL(link).search, { headers: browser });
    return { ...answer, cookie: answer.headers['set-cookie']?.[0]?.split(';')[0] ?? '' };
  };

  test('is exchanged for a cookie that scripts and other sites cannot use, and leaves a clean URL', async () => {
    const entered = await enter();
    expect(entered.status).toBe(303);
    expect(entered.headers.location).toBe('/');
    expect(entered.headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^foredeck-${server.port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/$`, 'u'),
    );
    expect((await server.ask('/', { headers: { ...browser, cookie: entered.cookie } })).text).toContain(
      'Console',
    );
  });

  test('works once', async () => {
    const link = server.http.newLink();
    const first = await enter(link);
    const second = await enter(link);
    expect(first.status).toBe(303);
    expect(second.status).toBe(401);
    expect(second.headers['set-cookie']).toBeUndefined();
    expect(second.text).toContain('This link was used already');
    expect(second.text).toContain('npm start');
    // The browser that it let in may load it again.
    const again = await server.ask(new URL(link).search.replace(/^/u, '/'), {
      headers: { cookie: first.cookie },
    });
    expect(again.status).toBe(303);
  });

  test('of which several are open at the same time, each for one browser', async () => {
    const links = [server.http.newLink(), server.http.newLink()];
    const cookies = await Promise.all(links.map(async (link) => (await enter(link)).cookie));
    expect(new Set(cookies).size).toBe(2);
    for (const cookie of cookies) expect((await server.ask('/', { headers: { cookie } })).status).toBe(200);
  });

  test.each(['', 'x', '..', '%00', testToken, '🙂', 'a'.repeat(4000)])(
    'with a wrong token tells how to get a new one (%#)',
    async (token) => {
      const answer = await server.ask(`/?token=${encodeURIComponent(token)}`, { headers: browser });
      expect(answer.status).toBe(401);
      expect(answer.headers['content-type']).toContain('text/html');
      expect(answer.text).toContain('new link');
    },
  );

  test('is not used up by a HEAD, and opens nothing but the front page', async () => {
    const link = server.http.newLink();
    const { search } = new URL(link);
    expect((await server.ask(`/${search}`, { method: 'HEAD' })).status).toBe(401);
    expect((await server.ask(`/index.html${search}`)).status).toBe(401);
    expect((await server.ask(`/rpc${search}`)).status).toBe(401);
    expect((await enter(link)).status).toBe(303);
  });

  test('is not needed to be told where to find one', async () => {
    const answer = await server.ask('/', { headers: browser });
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('press Enter in the terminal');
  });

  test('opens the contract to the browser that it let in', async () => {
    const { cookie } = await enter();
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/rpc`, {
      headers: { cookie, origin: server.http.url },
    });
    const channel = socketChannel(socket);
    await once(socket, 'open');
    const connection = connectContract(channel);
    expect((await connection.client.app.info()).shell).toBe('browser');
    connection.close();
    await connection.closed;
  });
});

describe('the files of the console', () => {
  test('come with their types, the headers of a locked-down page and caching by their hash', async () => {
    const page = await server.ask('/', { headers: withToken });
    const script = await server.ask('/assets/index-B1c2D3e4.js', { headers: withToken });
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    // The console may ask for the camera, and nothing else for anything.
    expect(page.headers['permissions-policy']).toMatch(/^camera=\(self\), microphone=\(\)/u);
    expect(script.headers['permissions-policy']).toMatch(/^camera=\(\), microphone=\(\)/u);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain('media-src blob:');
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain(`connect-src 'self' ws://127.0.0.1:${server.port};`);
    expect(policy).not.toMatch(/unsafe|\*|https?:/u);
    expect(script.headers['content-type']).toBe('text/javascript; charset=utf-8');
    expect(script.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const again = await server.ask('/', { headers: { ...withToken, 'if-none-match': page.headers.etag } });
    expect(again).toMatchObject({ status: 304, text: '' });
    const head = await server.ask('/', { method: 'HEAD', headers: withToken });
    expect(head.headers['content-length']).toBe(String(page.text.length));
    expect(head.text).toBe('');
  });

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/..\\secret.txt',
    '/assets/%2e%2e/%2e%2e/secret.txt',
    '//secret.txt',
    '/./index.html',
    '/assets',
    '/assets/',
    '/index.html/',
    '/index.html%00',
    '/INDEX.HTML',
    '/link.txt',
    '/assets//index-B1c2D3e4.js',
    '/__proto__',
    '/constructor',
    '/%',
  ])('there is nothing at %s', async (path) => {
    await symlink(join(server.folder, 'secret.txt'), join(server.folder, 'console', 'link.txt')).catch(
      () => undefined,
    );
    const linked = await startHttp({
      contractServer: server.contractServer,
      host: '127.0.0.1',
      port: 0,
      token: null,
      consoleFolder: join(server.folder, 'console'),
      uploadsFolder: join(server.folder, 'uploads'),
      outputOf: () => Promise.reject(new Error('unused')),
      knowsPath: async () => false,
      isReady: () => true,
      report: () => undefined,
    });
    const socket = connect(Number(new URL(linked.url).port), '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${new URL(linked.url).host}\r\nConnection: close\r\n\r\n`);
    const answer = await received(socket);
    await linked.stop();
    expect(answer).toMatch(/^HTTP\/1.1 404 /u);
    expect(answer).not.toContain('not of the console');
  });

  test('are the ones there were at the start, and their folder must be a built console', async () => {
    await writeFile(join(server.folder, 'console', 'late.txt'), 'late');
    expect((await server.ask('/late.txt', { headers: withToken })).status).toBe(404);
    await expect(startTestServer({ consoleFolder: join(server.folder, 'uploads') })).rejects.toThrow(
      /not built/u,
    );
  });

  test('are not served where there is no console, and the rest is', async () => {
    const bare = await startTestServer({ consoleFolder: null });
    expect((await bare.ask('/', { headers: withToken })).status).toBe(404);
    expect((await bare.ask('/?token=x')).status).toBe(401);
    expect((await bare.ask('/v2/health/live')).status).toBe(200);
    await bare.stop();
  });
});

describe('what goes wrong', () => {
  test('an unexpected error is told without its message, and reported', async () => {
    const answer = await server.ask('/later/breaks', { headers: withToken });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toMatch(/secret|home/u);
    expect(server.troubles.at(-1)).toMatchObject({ call: 'HTTP GET /later/breaks' });
  });

  test('a body that nobody wants does not hold the connection', async () => {
    const answer = await server.raw(
      `POST /nowhere HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 1000000\r\n\r\nx`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 401 /u);
    expect(answer.toLowerCase()).toContain('connection: close');
  });

  test.each([
    ['GET / HTTP/1.1\r\n\r\n', /^HTTP\/1.1 400 /u],
    ['GET / HTTP/1.0\r\n\r\n', /^HTTP\/1.1 403 /u],
    ['GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n', /^HTTP\/1.1 40[03] /u],
    ['GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\n\r\n', /^HTTP\/1.1 401 /u],
    [`GET / HTTP/1.1\r\nHost: HOST\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1.1 431 /u],
    [`GET /${'x'.repeat(20_000)} HTTP/1.1\r\nHost: HOST\r\n\r\n`, /^HTTP\/1.1 431 /u],
    ['\x16\x03\x01\x02\x00\x01', /^HTTP\/1.1 400 /u],
    [
      'POST / HTTP/1.1\r\nHost: HOST\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      /^HTTP\/1.1 400 /u,
    ],
    [
      'GET /v2/health/live HTTP/1.1\r\nHost: HOST\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AA\r\n\r\n',
      /^HTTP\/1.1 200 /u,
    ],
  ])('what is no proper request is answered and ended (%#)', async (text, expected) => {
    expect(await server.raw(text.replace('HOST', `127.0.0.1:${server.port}`))).toMatch(expected);
  });

  test('a connection that sends its headers too slowly is ended', async () => {
    const strict = await startTestServer({ limits: { headersMs: 100, checkMs: 50 } });
    expect(await strict.raw('GET / HTTP/1.1\r\nHost: ')).toMatch(/^HTTP\/1.1 408 /u);
    await strict.stop();
  });

  test('a port that is taken is said so', async () => {
    const failure = await startTestServer({ port: server.port }).catch((thrown: unknown) => thrown);
    expect(failure).toBeInstanceOf(FailureError);
    expect((failure as FailureError).failure).toMatchObject({ code: 'PORT_IN_USE' });
    expect((failure as FailureError).message).toContain(String(server.port));
  });

  test('an address that this machine does not have is said so', async () => {
    const failure = await startTestServer({ host: '203.0.113.1' }).catch((thrown: unknown) => thrown);
    expect((failure as FailureError).failure).toMatchObject({ code: 'BAD_REQUEST' });
    expect((failure as FailureError).message).toContain('203.0.113.1');
  });

  test('stopping ends idle, half-open and upgraded connections, and doing it again changes nothing', async () => {
    const stopping = await startTestServer({ limits: { stopGraceMs: 50 } });
    const silent = stopping.raw('GET / HT');
    const socket = new WebSocket(`ws://127.0.0.1:${stopping.port}/rpc`, { headers: withToken });
    await once(socket, 'open');
    const closed = once(socket, 'close');
    await Promise.all([stopping.http.stop(), stopping.http.stop()]);
    expect(await silent).toBe('');
    expect((await closed)[0]).toBe(1001);
    await expect(stopping.ask('/v2/health/live')).rejects.toThrow(/ECONNREFUSED/u);
    await stopping.stop();
  });
});
