import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelCardSchema } from '../../contract/card.ts';
import { findPlace, type Place, speaksProtocol } from '../oip/places.ts';
import { smallService } from '../oip/testing.ts';
import { serverHost } from '../server-host.ts';
import { startTestServer, type TestServer, withToken } from '../test-server.ts';
import { openApiDocument } from './document.ts';

const cards = ['flight-delay', 'page-layout', 'review-sentiment'].map((name) => {
  const file = new URL(`../../../models/${name}/card.json`, import.meta.url);
  return modelCardSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
});
const document = openApiDocument({ version: '1.2.3', cards });
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];
const asked = Object.keys(document.paths).map((template) => {
  const path = template.replace('{model}', 'double').replace('{version}', '2');
  return { template, path };
});
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer({
    inference: smallService().service,
    metrics: async () => '',
    cards: () => cards,
    version: '1.2.3',
  });
});
afterAll(() => server.stop());

test('each address takes the methods that are written, and no others', async () => {
  for (const { template, path } of asked) {
    const written = Object.keys(document.paths[template] ?? {}).map((method) => method.toUpperCase());
    for (const method of methods) {
      const body = method === 'GET' ? {} : { body: '{}' };
      const { status } = await server.ask(path, { method, headers: withToken, ...body });
      const taken = status !== 404 && status !== 405;
      expect({ template, method, taken }).toEqual({ template, method, taken: written.includes(method) });
    }
  }
});

test('everything that the protocols have is written', () => {
  const kinds: Record<Place['kind'], true> = {
    server: true,
    live: true,
    'server-ready': true,
    index: true,
    model: true,
    'model-ready': true,
    infer: true,
    predict: true,
    load: true,
    unload: true,
  };
  const protocol = asked.filter(({ path }) => speaksProtocol(path));
  const written = protocol.map(({ path }) => findPlace(path)?.kind);
  expect(new Set(written)).toEqual(new Set(Object.keys(kinds)));
  // What names a model can be asked of a version too, but for the repository.
  for (const kind of ['model', 'model-ready', 'infer', 'predict']) {
    const versions = protocol.filter(({ path }) => {
      const place = findPlace(path);
      return place?.kind === kind && 'model' in place && place.model.version === '2';
    });
    expect(versions, kind).toHaveLength(1);
  }
  const others = asked.filter(({ path }) => !speaksProtocol(path)).map(({ path }) => path);
  expect(others).toEqual(['/metrics', '/openapi.json', '/docs']);
});

test('names that are referred to are there, and no operation has the name of another', () => {
  const text = JSON.stringify(document);
  const missing = [...text.matchAll(/"\$ref":"#\/([^"]+)"/gu)].filter(([, path]) => {
    let at: unknown = document;
    for (const step of String(path).split('/')) at = (at as Record<string, unknown> | undefined)?.[step];
    return at === undefined;
  });
  expect(missing).toEqual([]);
  const names = [...text.matchAll(/"operationId":"([^"]+)"/gu)].map(([, name]) => name);
  expect(new Set(names).size).toBe(names.length);
});

test('a model is described by its card: names, types, allowed values, examples', () => {
  const { components } = document as unknown as { components: { schemas: Record<string, never> } };
  expect(components.schemas['flight-delay.instance']).toMatchObject({
    required: expect.arrayContaining(['month', 'carrier', 'wind_speed']),
    properties: {
      month: { type: 'integer', examples: [6] },
      carrier: { type: 'string', enum: expect.arrayContaining(['UA', 'YV']) },
    },
  });
  expect(components.schemas['page-layout.instance']).toMatchObject({
    properties: { image: { type: 'string', contentEncoding: 'base64' } },
  });
});

test('the page is for those who are signed in; a browser that is not is told how', async () => {
  const { status, text, headers } = await server.ask('/docs', { headers: withToken });
  expect({ status, text }).toEqual({ status: 200, text: '<!doctype html><title>Docs</title>' });
  expect(headers['content-security-policy']).toContain("script-src 'self'");
  const stranger = await server.ask('/docs', { headers: { accept: 'text/html' } });
  expect(stranger.status).toBe(401);
  expect(stranger.text).toContain('Open the console with its link');
  expect((await server.ask('/openapi.json')).status).toBe(401);

  const link = new URL(server.http.newLink('/docs'));
  const entered = await server.ask(link.pathname + link.search);
  expect(entered.headers).toMatchObject({ location: '/docs' });
  const cookie = String(entered.headers['set-cookie']).split(';')[0];
  expect((await server.ask('/docs', { headers: { cookie } })).status).toBe(200);
});

test('a server without a console has the page too, for a browser with its link', async () => {
  const opened = await serverHost({
    contractServer: null,
    uploadsFolder: server.folder,
    outputOf: () => Promise.reject(new Error('none')),
    knowsPath: async () => false,
    isReady: () => true,
    report: () => undefined,
    cards: () => cards,
    pagesFolder: join(server.folder, 'console'),
  }).open({ port: 0, network: false });
  const ask = (path: string, headers = {}) => fetch(`${opened.url}${path}`, { headers, redirect: 'manual' });
  const link = new URL(opened.newDocsLink());
  const entered = await ask(link.pathname + link.search);
  expect(entered.headers.get('location')).toBe('/docs');
  const cookie = String(entered.headers.get('set-cookie')).split(';')[0];
  const found = async (path: string) => (await ask(path, { cookie })).status;
  expect(await found('/docs')).toBe(200);
  expect(await found('/openapi.json')).toBe(200);
  expect(await found('/assets/index-B1c2D3e4.js')).toBe(200);
  // Of the console itself nothing.
  expect(await found('/')).toBe(404);
  expect(await found('/icon.svg')).toBe(404);
  const stranger = await ask('/docs', { accept: 'text/html' });
  expect(stranger.status).toBe(401);
  expect(await stranger.text()).toContain('Copy a link to its docs');
  await opened.close();
});
