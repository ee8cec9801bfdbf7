import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { removeFolder } from '../../../scripts/testing/remove-folder.ts';
import { type CodeForm, codeOf, predictPath, type RequestParts, shellQuoted } from './requestCode.ts';

let folder: string;
let url: string;
let seen: { path: string; authorization: string; body: string }[] = [];
const picture = Buffer.from(Array.from({ length: 3000 }, (_, at) => (at * 31) % 256));
const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    seen.push({
      path: request.url ?? '',
      authorization: request.headers.authorization ?? '',
      body: Buffer.concat(parts).toString(),
    });
    response.setHeader('content-type', 'application/json');
    if (request.headers.authorization === 'Bearer wrong') {
      response.statusCode = 401;
      response.end('{"error":"No token of this server: é 日本"}');
      return;
    }
    response.end('{"predictions":[{"prediction":"late"}]}');
  });
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'foredeck-code-'));
  await writeFile(join(folder, "it's a page.png"), picture);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.close();
  removeFolder(folder);
});

const interpreters: Record<CodeForm, { command: string; file: string }> = {
  curl: { command: 'sh', file: 'ask.sh' },
  python: { command: 'python3', file: 'ask.py' },
  typescript: { command: process.execPath, file: 'ask.ts' },
};

/** Runs the code as somebody would who pasted it; null where its program is not installed. */
async function ran(
  form: CodeForm,
  parts: RequestParts,
  token: { FOREDECK_TOKEN?: string } = { FOREDECK_TOKEN: 'T$0ken' },
): Promise<{ printed: string; said: string; ended: number | null } | null> {
  if (form === 'curl' && !(await installed('curl'))) return null;
  const { command, file } = interpreters[form];
  if (!(await installed(command))) return null;
  await writeFile(join(folder, file), codeOf(form, parts));
  const child = spawn(command, [file], {
    cwd: folder,
    // Python writes é in whatever the system's locale holds, and there may be none.
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', ...token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  let said = '';
  child.stdout.on('data', (part: Buffer) => (printed += part.toString()));
  child.stderr.on('data', (part: Buffer) => (said += part.toString()));
  await once(child, 'close');
  return { printed, said, ended: child.exitCode };
}

async function installed(command: string): Promise<boolean> {
  const child = spawn(command, ['--version'], { stdio: 'ignore' });
  return new Promise((resolve) => {
    child.once('error', () => resolve(false));
    child.once('exit', () => resolve(true));
  });
}

const awkward = `it's "quoted", $HOME \`id\` \\n \\\\ !! %s %d
second line\ttab é 日本 😀 </script> \u2028 '; rm -rf x; '`;

describe.each(['curl', 'python', 'typescript'] as const)('%s as pasted', (form) => {
  test('sends what stands in the form', async (context) => {
    const instance = { review: awkward, amount: -12.5, count: 3, tiny: 1e-7, abroad: true, [`a'b"c`]: false };
    seen = [];
    const result = await ran(form, {
      url,
      asksForToken: true,
      name: 'fraud',
      version: null,
      instance,
      pictures: {},
    });
    if (result === null) return context.skip(`${interpreters[form].command} is not installed`);
    expect(seen.map((one) => ({ ...one, body: JSON.parse(one.body) as unknown }))).toEqual([
      {
        path: '/v1/models/fraud:predict',
        authorization: 'Bearer T$0ken',
        body: { instances: [instance] },
      },
    ]);
    expect(result.printed).toContain('late');
  });

  test('reads a picture from its file', async (context) => {
    const instance = { before: 1, image: picture.toString('base64'), after: 'x' };
    seen = [];
    const pictures = { image: "it's a page.png" };
    const result = await ran(form, {
      url,
      asksForToken: true,
      name: 'page-layout',
      version: '2',
      instance,
      pictures,
    });
    if (result === null) return context.skip(`${interpreters[form].command} is not installed`);
    expect(seen.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      ['/v1/models/page-layout/versions/2:predict', { instances: [instance] }],
    ]);
    expect(
      codeOf(form, { url, asksForToken: true, name: 'p', version: null, instance, pictures }).length,
    ).toBeLessThan(900);
  });

  test('sends no token where none is asked for', async (context) => {
    seen = [];
    const instance = { amount: 1 };
    const open = { url, asksForToken: false, name: 'fraud', version: null, instance, pictures: {} };
    const result = await ran(form, open, {});
    if (result === null) return context.skip(`${interpreters[form].command} is not installed`);
    expect(seen.map(({ authorization }) => authorization)).toEqual(['']);
    expect(result.printed).toContain('late');
    expect(codeOf(form, open)).not.toContain('TOKEN');
  });

  test('tells what the server says to a wrong token', async (context) => {
    const parts = {
      url,
      asksForToken: true,
      name: 'fraud',
      version: null,
      instance: { amount: 1 },
      pictures: {},
    };
    const result = await ran(form, parts, { FOREDECK_TOKEN: 'wrong' });
    if (result === null) return context.skip(`${interpreters[form].command} is not installed`);
    expect(`${result.printed}${result.said}`).toContain('No token of this server: é 日本');
    if (form === 'curl') return;
    expect(result.said).toContain('401: {');
    expect(result.said).not.toContain('Traceback');
    expect(result.ended).toBe(1);
  });

  test('says in one line that no token is set', async (context) => {
    if (form === 'curl') return;
    seen = [];
    const parts = {
      url,
      asksForToken: true,
      name: 'fraud',
      version: null,
      instance: { amount: 1 },
      pictures: {},
    };
    const result = await ran(form, parts, { FOREDECK_TOKEN: '' });
    if (result === null) return context.skip(`${interpreters[form].command} is not installed`);
    expect(result).toEqual({
      printed: '',
      said: 'FOREDECK_TOKEN is not set: it holds a token of the server, made in Settings\n',
      ended: 1,
    });
    expect(seen).toEqual([]);
  });

  test('takes a text longer than an argument may be', async (context) => {
    const instance = { review: `${awkward} `.repeat(2000) };
    seen = [];
    const result = await ran(form, {
      url,
      asksForToken: true,
      name: 'r',
      version: null,
      instance,
      pictures: {},
    });
    if (result === null) return context.skip(`${interpreters[form].command} is not installed`);
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({ instances: [instance] });
  });
});

test('a shell gives back any text that was quoted for it', async () => {
  const texts = fc.sample(
    fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0')),
    200,
  );
  const file = join(folder, 'texts.sh');
  await writeFile(file, texts.map((text) => `printf '%s\\0' ${shellQuoted(text)}`).join('\n'));
  const child = spawn('sh', [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  await once(child, 'close');
  expect(Buffer.concat(parts).toString().split('\0').slice(0, -1)).toEqual(texts);
});

test('the address names the version only when it has to', () => {
  expect(predictPath({ name: 'fraud', version: null })).toBe('/v1/models/fraud:predict');
  expect(predictPath({ name: 'fraud', version: '3' })).toBe('/v1/models/fraud/versions/3:predict');
});
