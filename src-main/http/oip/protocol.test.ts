import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AskOptions, startTestServer, type TestServer, withToken } from '../test-server.ts';
import { pairs, type SmallService, smallService } from './testing.ts';

let server: TestServer;
let small: SmallService;
beforeAll(async () => {
  small = smallService();
  server = await startTestServer({ inference: small.service, version: '1.2.3' });
});
afterAll(() => server.stop());

const ask = async (path: string, { headers, ...options }: AskOptions = {}) => {
  const answer = await server.ask(path, { headers: { ...withToken, ...headers }, ...options });
  return { ...answer, json: (): unknown => JSON.parse(answer.text) };
};
const post = (path: string, body: string | Buffer = '', headers: AskOptions['headers'] = {}) =>
  ask(path, { method: 'POST', body, headers });

describe('what the protocol tells', () => {
  it('describes the server', async () => {
    const answer = await ask('/v2');
    expect(answer.json()).toEqual({
      name: 'foredeck',
      version: '1.2.3',
      extensions: ['binary_tensor_data', 'classification', 'model_repository', 'schedule_policy'],
    });
    expect(answer.headers['content-type']).toBe('application/json');
    expect((await ask('/v2?x=1')).status).toBe(200);
  });

  it('describes a model, by name and by version', async () => {
    const about = {
      name: 'double',
      versions: ['1', '2'],
      platform: 'onnx',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 2] }],
      outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 2] }],
    };
    expect((await ask('/v2/models/double')).json()).toEqual(about);
    expect((await ask('/v2/models/double/versions/1')).json()).toEqual(about);
    const unknown = await ask('/v2/models/double/versions/3');
    expect(unknown.status).toBe(404);
    expect(unknown.json()).toEqual({
      error: 'There is no model double, version 3; there are double, waits.',
    });
  });

  it('says which models are ready, and makes them so', async () => {
    const ready = () => ask('/v2/models/double/ready');
    expect((await ready()).json()).toEqual({ name: 'double', ready: true });
    expect((await ask('/v2/models/double/versions/2/ready')).status).toBe(200);
    const unload = await post('/v2/repository/models/double/unload');
    expect([unload.status, unload.text]).toEqual([200, '']);
    expect([(await ready()).status, (await ready()).text]).toEqual([503, '{"name":"double","ready":false}']);
    const off = { name: 'double', version: '2', state: 'UNAVAILABLE', reason: 'switched off' };
    const on = { name: 'waits', version: '1', state: 'READY', reason: '' };
    expect((await post('/v2/repository/index')).json()).toEqual([off, on]);
    expect((await post('/v2/repository/index', '{"ready":true}')).json()).toEqual([on]);
    expect((await post('/v2/models/double/infer', pairs('x', [1, 2]))).json()).toEqual({
      error: 'double is switched off.',
    });
    expect((await post('/v2/repository/models/double/load', '{"parameters":{}}')).status).toBe(200);
    expect((await ready()).status).toBe(200);
    expect((await ask('/v2/models/nothing/ready')).status).toBe(404);
  });

  it('takes no files or settings with a load', async () => {
    const refused = await post('/v2/repository/models/double/load', '{"parameters":{"config":"{}"}}');
    expect(refused.status).toBe(400);
    expect(refused.json()).toEqual({
      error: 'Parameter "config" is not taken: models are changed in the console.',
    });
  });
});

describe('inference', () => {
  it('answers with the tensors, the id and the version that was asked', async () => {
    const body = `{"id":"a\\"1",${pairs('x', [1, 2.5, 3, -4]).slice(1)}`;
    const answer = await post('/v2/models/double/versions/1/infer', body);
    expect(answer.text).toBe(
      '{"id":"a\\"1","model_name":"double","model_version":"1","outputs":[{"name":"y","datatype":"FP32","shape":[2,2],"data":[2,5,6,-8]}]}',
    );
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(answer.headers['content-security-policy']).toBeUndefined();
    expect(answer.headers['x-foredeck-cache']).toBeUndefined();
  });

  it('takes and gives binary tensors', async () => {
    const numbers = Buffer.from(new Float32Array([1, 2, 3, 4]).buffer);
    const tensor = { name: 'x', shape: [2, 2], datatype: 'FP32', parameters: { binary_data_size: 16 } };
    const head = JSON.stringify({ inputs: [tensor], parameters: { binary_data_output: true } });
    const answer = await post('/v2/models/double/infer', Buffer.concat([Buffer.from(head), numbers]), {
      'inference-header-content-length': Buffer.byteLength(head),
    });
    const headLength = Number(answer.headers['inference-header-content-length']);
    expect(answer.headers['content-type']).toBe('application/octet-stream');
    expect(answer.headers['content-length']).toBe(String(headLength + 16));
    expect(JSON.parse(answer.bytes.subarray(0, headLength).toString())).toEqual({
      model_name: 'double',
      model_version: '2',
      outputs: [{ name: 'y', datatype: 'FP32', shape: [2, 2], parameters: { binary_data_size: 16 } }],
    });
    expect([...new Float32Array(new Uint8Array(answer.bytes.subarray(headLength)).buffer)]).toEqual([
      2, 4, 6, 8,
    ]);
  });

  it('hands large bodies over as they are', async () => {
    const numbers = Array.from({ length: 20_000 }, (_, index) => index);
    const before = { ...small.calls };
    const answer = await post('/v2/models/double/infer', `{"id":"big",${pairs('x', numbers).slice(1)}`);
    expect(answer.json()).toMatchObject({
      id: 'big',
      outputs: [{ data: numbers.map((number) => number * 2) }],
    });
    expect(small.calls).toEqual({ ...before, inferBody: before.inferBody + 1 });
  });

  it('reads the parameters of a large body whose tensors are binary', async () => {
    const rows = 20_000;
    const ask = (parameters: object) => {
      const input = {
        name: 'x',
        shape: [rows, 2],
        datatype: 'FP32',
        parameters: { binary_data_size: rows * 8 },
      };
      const json = Buffer.from(JSON.stringify({ inputs: [input], parameters }));
      const body = Buffer.concat([json, Buffer.alloc(rows * 8)]);
      return post('/v2/models/double/infer', body, { 'inference-header-content-length': `${json.length}` });
    };
    expect((await ask({ priority: 3, timeout: 7_000_000 })).status).toBe(200);
    expect(small.seen.at(-1)).toMatchObject({ priority: 3, timeoutMs: 7000 });
    expect((await ask({ timeout: 0.5 })).json()).toEqual({
      error: 'Parameter "timeout" must be a whole number from 0 on.',
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['identity', Buffer.from],
  ])('takes a body in %s', async (encoding, pack) => {
    const body = pack(Buffer.from(pairs('x', [1, 2])));
    const answer = await post('/v2/models/double/infer', body, { 'content-encoding': encoding });
    expect(answer.json()).toMatchObject({ outputs: [{ data: [2, 4] }] });
  });

  it('gives on priority, time limit and what is said of the cache', async () => {
    const { seen } = small;
    const echo = (request: object, headers = {}) =>
      post(
        '/v2/models/echo/infer',
        JSON.stringify({ ...JSON.parse(pairs('x', [1, 2])), ...request }),
        headers,
      );
    expect((await echo({ parameters: { priority: 1, timeout: 1500 } })).headers['x-foredeck-cache']).toBe(
      'hit',
    );
    expect(seen.at(-1)).toMatchObject({ priority: 1, timeoutMs: 1.5, mayUseCache: true });
    await echo({ parameters: { priority: 0, timeout: 0 } });
    expect(seen.at(-1)).toMatchObject({ priority: null, timeoutMs: null });
    const headers = { 'x-priority': '2', 'x-timeout-ms': '30', 'cache-control': 'no-cache' };
    expect((await echo({}, headers)).headers['x-foredeck-cache']).toBe('bypass');
    expect(seen.at(-1)).toMatchObject({ priority: 2, timeoutMs: 30, mayUseCache: false });
    expect((await echo({ parameters: { priority: 'high' } })).json()).toEqual({
      error: 'Parameter "priority" must be a whole number from 0 on.',
    });
    expect((await echo({}, { 'x-timeout-ms': '1s' })).json()).toEqual({
      error: 'Header x-timeout-ms must be a whole number from 0 on.',
    });
  });

  it('predicts from named features', async () => {
    const answer = await post('/v1/models/sum:predict', '{"instances":[{"a":1,"b":2},{"a":40}]}');
    expect(answer.text).toBe('{"predictions":[{"prediction":3},{"prediction":40}]}');
    expect(answer.headers['x-foredeck-cache']).toBe('miss');
    const rows = Array.from({ length: 10_000 }, () => ({ a: 1 }));
    expect((await post('/v1/models/sum:predict', JSON.stringify({ instances: rows }))).status).toBe(200);
    expect(small.calls).toMatchObject({ predict: 1, predictBody: 1 });
    expect((await post('/v1/models/sum:predict', '{"instances":[{"a":[]}]}')).json()).toEqual({
      error:
        'Row 1, feature "a": a list, where a number, a text, true, false or null (pictures are base64 text) must stand.',
    });
  });
});
