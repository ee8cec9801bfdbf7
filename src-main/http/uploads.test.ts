import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { failed } from '../contract/failure.ts';
import { startTestServer, type TestServer, withToken } from './test-server.ts';
import { clearUploads, receiveUpload, safeFileName } from './uploads.ts';

let server: TestServer;
let scored = '';
beforeAll(async () => {
  server = await startTestServer({
    limits: { idleMs: 200 },
    outputOf: async (id) => {
      if (id === 'unknown') throw failed('JOB_NOT_FOUND', 'There is no such job.');
      return { path: scored, name: 'Größe "5" (1).scored.csv' };
    },
  });
});
afterAll(() => server.stop());

const uploads = () => join(server.folder, 'uploads');
const kept = async () => (existsSync(uploads()) ? await readdir(uploads()) : []);

/** Waits by turns of the event loop, for what the server does after a connection has gone. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setImmediate(resolve));
}

describe('an upload', () => {
  test('is written under its name, byte for byte', async () => {
    const body = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, index) => index % 251));
    const path = `/console/uploads?name=${encodeURIComponent('März 2026.csv')}`;
    const answer = await server.ask(path, { method: 'PUT', headers: withToken, body });
    expect(answer.status).toBe(201);
    const { path: written, ...rest } = JSON.parse(answer.text);
    expect(rest).toEqual({ name: 'März 2026.csv', sizeBytes: body.length });
    expect(dirname(dirname(written))).toBe(uploads());
    expect((await readFile(written)).equals(body)).toBe(true);
  });

  test('may be empty, and may come twice under one name', async () => {
    const ask = () =>
      server.ask('/console/uploads?name=a.csv', { method: 'PUT', headers: withToken, body: '' });
    const paths = [await ask(), await ask()].map((answer) => JSON.parse(answer.text).path);
    expect(new Set(paths).size).toBe(2);
    expect(await readFile(paths[0], 'utf8')).toBe('');
  });

  test.each(['/console/uploads', `/console/uploads?name=${'x'.repeat(2000)}`])(
    'needs a name (%#)',
    async (path) => {
      const answer = await server.ask(path, { method: 'PUT', headers: withToken, body: 'x' });
      expect(answer.status).toBe(400);
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'BAD_REQUEST', details: { field: 'name' } });
    },
  );

  test.each([
    '../../outside.csv',
    '..\\..\\outside.csv',
    '/etc/passwd',
    'C:\\Windows\\outside.csv',
    '..',
    '.',
    'a/../../outside.csv',
    '%2e%2e%2foutside.csv',
    '\u0000outside.csv',
    `${'../'.repeat(50)}outside.csv`,
  ])('called %s stays in its folder', async (name) => {
    const path = `/console/uploads?name=${encodeURIComponent(name)}`;
    const answer = await server.ask(path, { method: 'PUT', headers: withToken, body: 'x' });
    expect(answer.status).toBe(201);
    const { path: written } = JSON.parse(answer.text);
    expect(dirname(dirname(written))).toBe(uploads());
    expect(await readdir(dirname(written))).toHaveLength(1);
  });

  test.each(['leaves', 'goes silent'])('of a sender that %s is removed', async (how) => {
    const before = await kept();
    const headers = { ...withToken, 'content-length': 1_000_000 };
    const sent = request({
      port: server.port,
      method: 'PUT',
      path: '/console/uploads?name=cut.csv',
      headers,
    });
    const ended = new Promise((resolve) => sent.on('error', resolve));
    sent.write('half of it');
    await until(async () => (await kept()).length > before.length);
    if (how === 'leaves') sent.destroy(new Error('gone'));
    await ended;
    await until(async () => (await kept()).length === before.length);
  });

  test('that the disk has no room for is refused before it comes', async () => {
    const before = await kept();
    const headers = { ...withToken, 'content-length': 2 ** 50 };
    const sent = request({
      port: server.port,
      method: 'PUT',
      path: '/console/uploads?name=large.csv',
      headers,
    });
    const answered = new Promise<number | undefined>((resolve) => {
      sent.on('response', (response) => resolve(response.statusCode));
      sent.on('error', () => undefined);
    });
    sent.flushHeaders();
    expect(await answered).toBe(507);
    sent.destroy();
    expect((await kept()).length).toBe(before.length);
  });

  test.each([
    ['has too little room left', async () => 1000, 'DISK_FULL'],
    ['is full', () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })), 'DISK_FULL'],
    [
      'fails',
      () => Promise.reject(Object.assign(new Error('/a/path'), { code: 'EIO' })),
      'OUTPUT_NOT_WRITABLE',
    ],
  ])('is broken off when the disk %s meanwhile', async (_how, later, code) => {
    const folder = join(server.folder, 'small-disk');
    const piece = Buffer.alloc(1024 * 1024);
    const body = Readable.from(Array.from({ length: 65 }, () => piece));
    const sender = Object.assign(body, { headers: {}, setTimeout() {} }) as unknown as IncomingMessage;
    let asked = 0;
    const freeBytes = async () => {
      asked += 1;
      return asked === 1 ? 2 ** 40 : later();
    };
    const attempt = receiveUpload(sender, 'a.csv', { folder, idleMs: 1000, freeBytes });
    await expect(attempt).rejects.toMatchObject({
      failure: { code, message: expect.not.stringContaining('/a/path') },
    });
    expect(await readdir(folder)).toEqual([]);
  });
});

test('a name is made safe, and made safe again it stays', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme', maxLength: 500 })),
      (name) => {
        const safe = safeFileName(name);
        expect(safe).not.toMatch(/[\\/<>:"|?*\p{Cc}]|^\.|^ *$|[. ]$/u);
        expect(Buffer.byteLength(safe)).toBeLessThanOrEqual(200);
        expect(safeFileName(safe)).toBe(safe);
      },
    ),
    { seed: 11, numRuns: 2000 },
  );
});

test.each([
  ['flights.csv', 'flights.csv'],
  ['.csv', 'csv'],
  ['', 'upload'],
  ['CON.csv', '_CON.csv'],
  ['com1', '_com1'],
  ['a.tar.gz', 'a.tar.gz'],
  ['name.', 'name'],
  [`${'ü'.repeat(200)}.parquet`, `${'ü'.repeat(75)}.parquet`],
  ['a\u202efdc.csv', 'a_fdc.csv'],
])('%s is stored as %s', (name, expected) => {
  expect(safeFileName(name)).toBe(expected);
});

test('what was cut off, and what no job has used for a day, is gone at the next start', async () => {
  const folder = join(server.folder, 'old uploads');
  const day = 24 * 3_600_000;
  const nowMs = Date.UTC(2026, 0, 10);
  const put = async (id: string, name: string, atMs: number) => {
    await mkdir(join(folder, id), { recursive: true });
    await writeFile(join(folder, id, name), 'x');
    await utimes(join(folder, id, name), atMs / 1000, atMs / 1000);
  };
  await put('cut off', 'x.csv.part', nowMs);
  await put('new', 'x.csv', nowMs - day + 1000);
  await put('unused', 'x.csv', nowMs - day);
  await put('read', 'x.csv', nowMs - 9 * day);
  await put('written', 'x.csv', nowMs - 9 * day);
  await put('written', 'x.scored.csv', nowMs - 9 * day);
  await mkdir(join(folder, 'empty'));
  const needed = [join(folder, 'read', 'x.csv'), join(folder, 'written', 'x.scored.csv')];
  const isNeeded = async (path: string) => needed.includes(path);
  await clearUploads(folder, { isNeeded, nowMs });
  expect((await readdir(folder)).sort()).toEqual(['new', 'read', 'written']);
  expect(await readdir(join(folder, 'written'))).toHaveLength(2);
  await clearUploads(join(folder, 'nowhere'), { isNeeded, nowMs });
});

describe('a scored file', () => {
  test('comes as an attachment under its name', async () => {
    scored = join(server.folder, 'scored.csv');
    await writeFile(scored, 'a,prediction\n1,0.5\n');
    const answer = await server.ask('/console/jobs/job-1/output', { headers: withToken });
    expect(answer).toMatchObject({ status: 200, text: 'a,prediction\n1,0.5\n' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="Gr__e _5_ (1).scored.csv"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%225%22%20%281%29.scored.csv`,
      'x-content-type-options': 'nosniff',
    });
    const head = await server.ask('/console/jobs/job-1/output', { method: 'HEAD', headers: withToken });
    expect(head).toMatchObject({ status: 200, text: '' });
  });

  test('that was moved, or whose job is unknown, is not found and names no folder', async () => {
    scored = join(server.folder, 'moved.csv');
    for (const id of ['job-1', 'unknown']) {
      const answer = await server.ask(`/console/jobs/${id}/output`, { headers: withToken });
      expect(answer.status).toBe(404);
      expect(answer.text).not.toContain(server.folder);
    }
    scored = server.folder;
    expect((await server.ask('/console/jobs/job-1/output', { headers: withToken })).status).toBe(404);
  });
});
