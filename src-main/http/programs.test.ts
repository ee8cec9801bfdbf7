import { Agent, request } from 'node:http';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTokens, type Tokens } from '../services/tokens.ts';
import { pairs, type SmallService, smallService } from './oip/testing.ts';
import { reachableHost } from './origin.ts';
import { startTestServer, type TestServer, testToken, withToken } from './test-server.ts';

let server: TestServer;
let tokens: Tokens;
let small: SmallService;
let looked: number;

beforeEach(async () => {
  looked = 0;
  const named = await openTokens({
    archive: {
      list: async () => [],
      add: async () => undefined,
      rename: async () => undefined,
      revoke: async () => undefined,
      restore: async () => undefined,
      clear: async () => undefined,
      noteUsed: async () => undefined,
    },
    nowMs: Date.now,
    onChange: () => undefined,
    onTrouble: () => undefined,
  });
  tokens = {
    ...named,
    get revision() {
      return named.revision;
    },
    find: (secret) => {
      looked += 1;
      return named.find(secret);
    },
  };
  small = smallService();
  server = await startTestServer({ keyring: tokens, inference: small.service, metrics: async () => '' });
});
afterEach(() => server.stop());

const metadata = '/v2/models/waits';
const bearer = (secret: string) => ({ authorization: `Bearer ${secret}` });
const infer = '/v2/models/waits/infer';
const body = pairs('x', [1, 2]);

describe('tokens of programs', () => {
  test('let in to the models, until the moment they are revoked, on open connections too', async () => {
    const { token, secret } = await tokens.create('CI');
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const ask = async (): Promise<number> => {
      const sent = request({
        host: '127.0.0.1',
        port: server.port,
        path: metadata,
        agent,
        headers: bearer(secret),
      });
      sent.end();
      const [response] = await once(sent, 'response');
      response.resume();
      await once(response, 'end');
      return response.statusCode;
    };
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([200, 200, 200]);
    // Looked up once: the connection and the header are the same.
    expect(looked).toBe(1);
    expect(tokens.list()[0]?.lastUsedAtMs).toBeGreaterThan(0);
    const revoking = tokens.revoke(token.id);
    expect(await ask()).toBe(401);
    await revoking;
    await tokens.restore(token.id);
    expect(await ask()).toBe(200);
    agent.destroy();
  });

  test('that are wrong or revoked are told from none, and never said again', async () => {
    const { secret } = await tokens.create('CI');
    const text = async (headers: Record<string, string>): Promise<string> =>
      JSON.parse((await server.ask(metadata, { headers })).text).error;
    expect(await text({})).toMatch(/^This needs a token/u);
    const wrong = await text(bearer(`${secret}x`));
    expect(wrong).toMatch(/not known here, or was revoked.*under Settings/u);
    expect(wrong).not.toContain(secret);
  });

  test('open neither the console, nor its calls, nor its files', async () => {
    const { secret } = await tokens.create('CI');
    for (const [method, path] of [
      ['PUT', '/console/uploads?name=a.csv'],
      ['GET', '/console/jobs/job-1/output'],
    ] as const) {
      const answer = await server.ask(path, { method, headers: bearer(secret) });
      expect([answer.status, JSON.parse(answer.text).code]).toEqual([403, 'UNAUTHORIZED']);
    }
    const upgrade = await server.raw(
      [
        'GET /rpc HTTP/1.1',
        `Host: 127.0.0.1:${server.port}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        `Authorization: Bearer ${secret}`,
        '\r\n',
      ].join('\r\n'),
    );
    expect(upgrade).toMatch(/^HTTP\/1\.1 403/u);
  });

  test('are not mixed up among connections or with the token of the command line', async () => {
    const { secret } = await tokens.create('CI');
    expect((await server.ask(metadata, { headers: withToken })).status).toBe(200);
    expect((await server.ask(metadata, { headers: bearer(secret.slice(0, -1)) })).status).toBe(401);
    expect((await server.ask(metadata, { headers: bearer(`${testToken}${secret}`) })).status).toBe(401);
  });

  test('a server for programs alone has no console at all', async () => {
    const bare = await startTestServer({ keyring: tokens, contractServer: null, consoleFolder: null });
    for (const path of ['/', '/rpc', '/console/jobs/job-1/output']) {
      expect((await bare.ask(path, { headers: withToken })).status).toBe(404);
    }
    expect((await bare.ask('/v2/health/live')).status).toBe(200);
    await bare.stop();
  });
});

describe('the switch', () => {
  test('keeps programs out and health and console in, in the words of the protocol', async () => {
    await server.http.inference.close(1_000);
    const answer = await server.ask(metadata, { headers: withToken });
    expect(answer.status).toBe(503);
    expect(JSON.parse(answer.text)).toEqual({ error: expect.stringContaining('off') });
    expect((await server.ask(metadata)).status).toBe(401);
    expect((await server.ask('/v2/health/live')).status).toBe(200);
    expect((await server.ask('/', { headers: withToken })).status).toBe(200);
    server.http.inference.open();
    expect((await server.ask(metadata, { headers: withToken })).status).toBe(200);
  });

  test.each([
    ['GET', '/v2', 503],
    ['POST', '/v2/models/m/infer', 503],
    ['POST', '/v2/repository/index', 503],
    ['POST', '/v1/models/m:predict', 503],
    ['GET', '/metrics', 503],
    ['GET', '/v2/health/live', 200],
    ['GET', '/v2/health/ready', 503],
    ['GET', '/v2x', 404],
    ['GET', '/metrics/x', 404],
    ['GET', '/console/jobs/no%20job/output', 404],
  ])('off, it answers %s %s with %i', async (method, path, status) => {
    await server.http.inference.close(0);
    expect((await server.ask(path, { method, headers: withToken })).status).toBe(status);
  });

  test('waits for those inside, counted, and tells those who run out of time why', async () => {
    const first = small.arrival();
    const answer = server.ask(infer, { method: 'POST', headers: withToken, body });
    const { answer: answerFirst } = await first;
    const second = small.arrival();
    const given = server.ask(infer, { method: 'POST', headers: withToken, body });
    await second;
    expect([server.http.inference.inFlight, server.http.connections]).toEqual([2, 2]);
    const closed = server.http.inference.close(50);
    answerFirst();
    expect((await answer).text).toContain('"data":[1,2]');
    await closed;
    expect(await given).toMatchObject({ status: 503, text: expect.stringContaining('switched off') });
    expect(server.http.inference.inFlight).toBe(0);
  });

  test('a stop answers what is under way, and a connection that is kept open does not hold it up', async () => {
    const agent = new Agent({ keepAlive: true });
    const arrival = small.arrival();
    const sent = request({
      host: '127.0.0.1',
      port: server.port,
      path: infer,
      method: 'POST',
      agent,
      headers: withToken,
    });
    sent.end(body);
    const { answer: answerIt } = await arrival;
    const started = performance.now();
    const stopped = server.http.stop();
    answerIt();
    const [answer] = await once(sent, 'response');
    expect(answer.statusCode).toBe(200);
    answer.resume();
    await stopped;
    // The usual grace, which a connection that is kept open would take whole, is five seconds.
    expect(performance.now() - started).toBeLessThan(4_500);
    agent.destroy();
  });
});

test('the address to give to others', () => {
  expect(reachableHost('192.0.2.1', true)).toBe('192.0.2.1');
  expect(reachableHost('0.0.0.0')).toBe('127.0.0.1');
  expect(reachableHost('0.0.0.0', true)).toMatch(/^\d+\.\d+\.\d+\.\d+$/u);
});
