import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../scripts/testing/remove-folder.ts';
import { connectBackend } from '../src-main/shell-node/backend.ts';
import { type FuzzedRequest, fuzzedRequests } from './fuzzed-bodies.ts';
import { type Heard, rawConnection, requestHead } from './raw-http.ts';

const program = fileURLToPath(new URL('../dist/main/cli.js', import.meta.url));
const token = 'the-token-of-this-test';
const authorization = `Bearer ${token}`;
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
let folder: string;
let child: ChildProcess;
let port: number;
let open: { child: ChildProcess; port: number };
/** Callers that take their time from the first test on; everybody else is answered meanwhile. */
let dawdlers: Promise<Heard[]>;

async function serve(name: string, more: string[]): Promise<{ child: ChildProcess; port: number }> {
  const served = spawn(
    process.execPath,
    [program, 'serve', '--port', '0', '--data', join(folder, name), ...more],
    {
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const [said] = await once(served.stdout, 'data');
  return { child: served, port: Number(/127\.0\.0\.1:(\d+)/u.exec(String(said))?.[1]) };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'foredeck-security-'));
  [{ child, port }, open] = await Promise.all([
    serve('guarded', ['--token', token]),
    serve('open', ['--no-auth', '--no-ui']),
  ]);
  dawdlers = dawdle();
}, 30_000);
afterAll(async () => {
  agent.destroy();
  for (const one of [child, open.child]) {
    if (one.exitCode !== null) continue;
    const ended = once(one, 'exit');
    one.kill('SIGTERM');
    await ended;
  }
  removeFolder(folder);
});

interface Answer {
  status: number;
  text: string;
}
function ask(
  path: string,
  {
    method = 'GET',
    headers = {},
    body,
    at = port,
  }: Partial<FuzzedRequest> & { method?: string; at?: number } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: at, path, method, headers, agent }, (response) => {
      const pieces: Buffer[] = [];
      response.on('data', (piece: Buffer) => pieces.push(piece));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString('latin1') });
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Paths of a machine, frames of a stack, names of source files. */
const innards =
  /(^|[\s"'(])(\/(home|tmp|root|usr|var|work|etc|opt)\/|[A-Z]:\\)|node:internal|file:\/\/|\.[cm]?[jt]s:\d|\n\s+at /u;

function expectNoInnards(text: string): void {
  expect(text).not.toMatch(innards);
  expect(text).not.toContain(folder);
}

async function expectAlive(): Promise<void> {
  expect(child.exitCode).toBeNull();
  expect((await ask('/v2/health/live')).status).toBe(200);
  const answer = await ask('/v1/models/review-sentiment:predict', {
    method: 'POST',
    headers: { authorization },
    body: Buffer.from('{"instances":[{"review":"Good coffee."}]}'),
  });
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('"great"')]);
}

const surface: [method: string, path: string][] = [
  ['GET', '/v2'],
  ['GET', '/v2/models/fraud'],
  ['GET', '/v2/models/fraud/versions/1'],
  ['GET', '/v2/models/fraud/ready'],
  ['GET', '/v2/models/fraud/versions/1/ready'],
  ['POST', '/v2/models/fraud/infer'],
  ['POST', '/v2/models/fraud/versions/1/infer'],
  ['POST', '/v2/repository/index'],
  ['POST', '/v2/repository/models/fraud/load'],
  ['POST', '/v2/repository/models/fraud/unload'],
  ['POST', '/v1/models/fraud:predict'],
  ['POST', '/v1/models/fraud/versions/1:predict'],
  ['GET', '/metrics'],
  ['GET', '/docs'],
  ['GET', '/docs/'],
  ['GET', '/openapi.json'],
  ['GET', '/'],
  ['GET', '/index.html'],
  ['GET', '/rpc'],
  ['PUT', '/console/uploads?name=a.csv'],
  ['GET', '/console/jobs/a/output'],
  ['GET', '/nowhere'],
  ['GET', '/../../etc/passwd'],
  ['GET', '/assets/..%2f..%2fpackage.json'],
  ['POST', '/v2/health/live'],
  ['DELETE', '/v2/health/ready'],
  ['GET', '/v2/health/live/x'],
  ['GET', '//v2/health/live'],
  ['OPTIONS', '/v2/models/fraud/infer'],
  ['TRACE', '/'],
];

describe('without a token', () => {
  test.each(surface)('%s %s is refused', async (method, path) => {
    for (const headers of [
      {},
      { authorization: 'Bearer' },
      { authorization: `Bearer ${token.slice(1)}` },
      { authorization: `Basic ${Buffer.from(`user:${token}`).toString('base64')}` },
      { cookie: `foredeck-${port}=${token}` },
    ]) {
      const answer = await ask(path, { method, headers });
      expect(answer.status).toBe(401);
      expectNoInnards(answer.text);
    }
  });

  test.each(['/v2/health/live', '/v2/health/ready'])('%s is open', async (path) => {
    await expect.poll(async () => (await ask(path)).status).toBe(200);
  });
});

describe('40 places a request may come from', () => {
  const hosts = (at: number) => [
    { host: `127.0.0.1:${at}`, ours: true },
    { host: `localhost:${at}`, ours: true },
    { host: `LOCALHOST:${at}`, ours: true },
    { host: `[::1]:${at}`, ours: true },
    { host: `127.0.0.1:${at + 1}`, ours: false },
    { host: '127.0.0.1', ours: false },
    { host: `evil.example:${at}`, ours: false },
    { host: `127.0.0.1.evil.example:${at}`, ours: false },
  ];
  /** @returns an origin, and whether the page of that host may ask */
  const origins = (host: string) => [
    { origin: undefined, same: true },
    { origin: `http://${host}`, same: true },
    { origin: `https://${host}`, same: false },
    { origin: 'http://evil.example', same: false },
    { origin: 'null', same: false },
  ];
  test.each([
    ['with a token', () => port],
    ['without one, where none is asked for', () => open.port],
  ])('%s', async (_, at) => {
    let combinations = 0;
    for (const { host, ours } of hosts(at())) {
      for (const { origin, same } of origins(host)) {
        combinations += 1;
        for (const path of ['/v2', '/v2/health/live', '/rpc']) {
          const headers = { host, authorization, ...(origin === undefined ? {} : { origin }) };
          const { status, text } = await ask(path, { headers, at: at() });
          const expected = ours && same ? (path === '/rpc' ? 404 : 200) : 403;
          expect([host, origin, path, status]).toEqual([host, origin, path, expected]);
          expectNoInnards(text);
        }
      }
    }
    expect(combinations).toBe(40);
  });

  test('a second Host, none, and pages of other sites', async () => {
    const head = (headers: string) => `GET /v2 HTTP/1.1\r\nAuthorization: ${authorization}\r\n${headers}\r\n`;
    const own = `Host: 127.0.0.1:${port}\r\n`;
    for (const [headers, status] of [
      [`${own}Connection: close\r\n`, 200],
      [`${own}Host: evil.example\r\n`, 403],
      [`${own}${own}`, 403],
      ['', 400],
      [`${own}Sec-Fetch-Site: cross-site\r\n`, 403],
      [`${own}Sec-Fetch-Site: same-site\r\n`, 403],
    ] as const) {
      const heard = await rawConnection(port, head(headers)).ended;
      expect([headers, heard.status]).toEqual([headers, status]);
    }
  });
});

const inferPath = '/v2/models/fraud/infer';
const post = (headers: Record<string, string>, path = inferPath): string =>
  requestHead('POST', path, { host: `127.0.0.1:${port}`, authorization, ...headers });

/** Refused with a reason, or cut off without one. */
function expectTurnedAway({ status, text }: Heard): void {
  expect(status === null || (status >= 400 && status < 500)).toBe(true);
  expectNoInnards(text);
}

/** Sends 300 heads a byte at a time. Bodies that stop in the middle are let go too, after a time that is too long here. */
async function dawdle(): Promise<Heard[]> {
  const slow = Array.from({ length: 300 }, () => rawConnection(port, 'POST /v2 HTTP/1.1\r\n'));
  const dripping = setInterval(() => {
    for (const { socket } of slow) if (!socket.destroyed) socket.write('X');
  }, 500);
  const heard = await Promise.all(slow.map(({ ended }) => ended));
  clearInterval(dripping);
  return heard;
}

describe('rough callers', () => {
  test('floods of chunks end in a refusal', async () => {
    const tiny = '1;x=y\r\n[\r\n'.repeat(20_000);
    const endless = rawConnection(port, post({ 'transfer-encoding': 'chunked' }));
    const piece = `10000\r\n${' '.repeat(65_536)}\r\n`;
    const flood = (): void => {
      while (!endless.socket.destroyed && endless.socket.write(piece));
    };
    endless.socket.on('drain', flood);
    endless.socket.on('connect', flood);
    const floods = [
      rawConnection(port, `${post({ 'transfer-encoding': 'chunked' })}${tiny}0\r\n\r\n`),
      rawConnection(port, `${post({ 'transfer-encoding': 'chunked' })}FFFFFFFFFFFFFFFFFF\r\n`),
      rawConnection(port, `${post({ 'transfer-encoding': 'chunked' })}zz\r\n`),
      rawConnection(port, `${post({ 'transfer-encoding': 'chunked', 'content-length': '5' })}0\r\n\r\n`),
      rawConnection(
        port,
        `${post({ 'transfer-encoding': 'chunked' })}1;${'x'.repeat(1e6)}\r\n[\r\n0\r\n\r\n`,
      ),
      endless,
    ];
    // One that is answered may be kept open by the server for what comes next.
    for (const { socket } of floods) socket.on('data', () => socket.end());
    for (const { ended } of floods) expectTurnedAway(await ended);
    await expectAlive();
  }, 60_000);

  test('what is too large is refused before it is there', async () => {
    for (const [head, statuses] of [
      [post({ 'content-length': '99999999999' }), [413]],
      [post({ 'content-length': '-1' }), [400]],
      [post({ 'content-length': '5, 5' }), [400]],
      [post({ 'x-large': 'x'.repeat(20_000) }), [431]],
      [requestHead('GET', `/${'a'.repeat(20_000)}`, { host: `127.0.0.1:${port}` }), [431, 414]],
      [`${post({ 'content-length': '2' }, `/v2/models/${'m'.repeat(5_000)}/infer`)}{}`, [400, 404, 414]],
      ['\0\0\0\0', [400]],
      ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400, 505]],
      ['GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n', [400, 403]],
    ] as const) {
      const sent = rawConnection(port, head);
      sent.socket.on('data', () => sent.socket.end());
      const heard = await sent.ended;
      expectTurnedAway(heard);
      expect([head.slice(0, 80), statuses]).toEqual([
        head.slice(0, 80),
        expect.arrayContaining([heard.status]),
      ]);
    }
    await expectAlive();
  }, 60_000);
});

function asksForTime({ headers, body }: FuzzedRequest): boolean {
  return 'x-timeout-ms' in headers || body.includes('timeout');
}

function described({ headers, body }: FuzzedRequest): string {
  return `${JSON.stringify(headers)} ${body.toString('latin1').slice(0, 500)}`;
}

test('10,000 spoilt bodies: refused each, none of them a crash, no word of what is inside', async () => {
  const requests = fuzzedRequests(20_261_126);
  const statuses = new Map<number, number>();
  const lane = async (count: number): Promise<void> => {
    for (let at = 0; at < count; at += 1) {
      const value = requests.next().value as FuzzedRequest;
      const { path, headers, body } = value;
      const { status, text } = await ask(path, {
        method: 'POST',
        headers: { ...headers, authorization },
        body,
      });
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      // Some are good by chance, and some ask for an answer within no time.
      const expected =
        status === 200 || (status >= 400 && status < 500) || (status === 504 && asksForTime(value));
      if (!expected) expect.fail(`${status} ${text} for ${path} ${described(value)}`);
      expectNoInnards(text);
    }
  };
  await Promise.all(Array.from({ length: 16 }, () => lane(625)));
  const refused = [...statuses].reduce((sum, [status, count]) => sum + (status === 200 ? 0 : count), 0);
  expect(refused).toBeGreaterThan(5_000);
  await expectAlive();
  const { client, close } = await connectBackend(join(folder, 'guarded'), { idle: true });
  for await (const { engine } of await client.app.status()) {
    expect(engine.processes.map(({ restarts }) => restarts)).toEqual(engine.processes.map(() => 0));
    break;
  }
  await close();
}, 120_000);

test('whoever dawdles is let go', async () => {
  const heard = await dawdlers;
  expect(heard).toHaveLength(300);
  for (const one of heard) expectTurnedAway(one);
  expect(Math.max(...heard.map(({ ms }) => ms))).toBeLessThan(25_000);
  await expectAlive();
}, 90_000);
