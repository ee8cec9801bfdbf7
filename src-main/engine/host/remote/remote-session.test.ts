import { createHash } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { canonicalPlace, remoteFileText, type RemotePort } from '../../../domain/remote-model.ts';
import { modelFolder } from '../../testing/index.ts';
import { identityModel, logisticModel } from '../../testing/models.ts';
import { type Intercept, startV2Server, type V2Server } from '../../../../e2e/v2-server.ts';
import { withCallSignal } from '../call-signal.ts';
import { createSessions, type Sessions } from '../sessions.ts';

let folder: Awaited<ReturnType<typeof modelFolder>>;
let server: V2Server;
let sessions: Sessions;
const loaded: string[] = [];
beforeAll(async () => {
  folder = await modelFolder();
  const models = {
    logistic: await folder.write('logistic.onnx', logisticModel()),
    identity: await folder.write('identity.onnx', identityModel()),
  };
  server = await startV2Server(models);
});
beforeEach(() => {
  sessions = createSessions();
  server.asked.length = 0;
});
afterEach(async () => {
  server.intercept = null;
  for (const key of loaded.splice(0)) await sessions.unload(key);
});
afterAll(async () => {
  await server.stop();
  await folder[Symbol.asyncDispose]();
});

const x: RemotePort = { name: 'x', type: 'float32', dims: ['', 3] };
const score: RemotePort = { name: 'score', type: 'float32', dims: ['', 1] };

async function open(
  model: string,
  { url = server.url, token = null as string | null, inputs = [x], outputs = [score] } = {},
) {
  const place = { url, model, version: null };
  const remote = remoteFileText({ ...place, token, inputs, outputs });
  const key = `${model} ${loaded.length}`;
  loaded.push(key);
  const modelPath = await folder.write('remote.json', Buffer.from(remote));
  const sha256 = createHash('sha256').update(canonicalPlace(place)).digest('hex');
  return sessions.load({ key, modelPath, sha256 });
}
const rowsOf = (data: readonly number[]) => ({
  x: { type: 'float32' as const, data: Float32Array.from(data), dims: [data.length / 3, 3] },
});
const failing = (code: string, message: RegExp, retryable?: boolean) =>
  expect.objectContaining({
    failure: expect.objectContaining({
      code,
      message: expect.stringMatching(message),
      ...(retryable === undefined ? {} : { retryable }),
    }),
  });
/** Does with inference requests what a test says, and answers all others. */
const onInfer =
  (act: (response: ServerResponse, tries: number) => unknown): Intercept =>
  (request, response) => {
    if (!request.url?.endsWith('/infer')) return false;
    act(response, server.asked.filter((path) => path.endsWith('/infer')).length);
    return true;
  };

describe('a session on another server', () => {
  test('answers what the model answers here, to the last bit', async () => {
    const modelPath = await folder.write('logistic.onnx', logisticModel());
    const here = await sessions.load({ key: 'here', modelPath, sha256: null });
    const there = await open('logistic');
    expect(there).toMatchObject({ kernel: 'remote', memoryBytes: 0, note: null, inputs: [x] });

    const rows = Array.from({ length: 300 }, (_, i) => Math.sin(i) / 3);
    const [mine, theirs] = [await here.run(rowsOf(rows)), await there.run(rowsOf(rows))];
    expect(theirs['score']).toEqual({ ...mine['score'], dims: [100, 1] });
  });

  test('carries texts and whole numbers beyond 2^53, as bytes and as JSON', async () => {
    const words: RemotePort = { name: 'words', type: 'string', dims: [''] };
    const numbers: RemotePort = { name: 'numbers', type: 'int64', dims: [''] };
    const ports = {
      inputs: [numbers, words],
      outputs: [
        { ...numbers, name: 'sameNumbers' },
        { ...words, name: 'sameWords' },
      ],
    };
    const feeds = {
      numbers: { type: 'int64' as const, data: BigInt64Array.of(5n, -3n), dims: [2] },
      words: { type: 'string' as const, data: ['Zürich', ''], dims: [2] },
    };
    const big = {
      ...feeds,
      numbers: { type: 'int64' as const, data: BigInt64Array.of(2n ** 62n + 1n, -3n), dims: [2] },
    };
    const answer = await (await open('identity', ports)).run(big);
    expect(answer).toEqual({
      sameNumbers: { type: 'int64', data: big.numbers.data, dims: [2] },
      sameWords: { type: 'string', data: feeds.words.data, dims: [2] },
    });

    const plain = await startV2Server(
      { identity: await folder.write('i.onnx', identityModel()) },
      { binary: false },
    );
    const asJson = await open('identity', { ...ports, url: plain.url });
    expect(await asJson.run(feeds)).toEqual({
      sameNumbers: { type: 'int64', data: feeds.numbers.data, dims: [2] },
      sameWords: { type: 'string', data: feeds.words.data, dims: [2] },
    });
    await plain.stop();
  });

  test('has several runs under way at once', async () => {
    const session = await open('logistic');
    const waiting: ServerResponse[] = [];
    const { promise: both, resolve } = Promise.withResolvers<void>();
    server.intercept = onInfer((response) => {
      waiting.push(response);
      if (waiting.length === 2) resolve();
    });
    const runs = [session.run(rowsOf([1, 2, 3])), session.run(rowsOf([1, 2, 3]))];
    await both;
    for (const response of waiting) {
      response.end('{"outputs":[{"name":"score","datatype":"FP32","shape":[1,1],"data":[0.5]}]}');
    }
    for (const run of runs) expect((await run)['score']?.data).toEqual(Float32Array.of(0.5));
  });

  test('says of rows that the server refuses that they are to blame', async () => {
    const session = await open('logistic');
    for (const status of [400, 413, 422]) {
      server.intercept = onInfer((response) => response.writeHead(status).end('{"error":"row 1 is odd"}'));
      await expect(session.run(rowsOf([1, 2, 3]))).rejects.toEqual(
        failing(
          'BAD_REQUEST',
          new RegExp(`logistic on http://127.*refused the request \\(${status}\\): row 1 is odd`),
        ),
      );
    }
  });

  test('tries again what the server was too busy for, and gives up in the end', async () => {
    const session = await open('logistic');
    const good = '{"outputs":[{"name":"score","datatype":"FP32","shape":[1,1],"data":[0.25]}]}';
    server.intercept = onInfer((response, tries) =>
      tries < 3 ? response.writeHead(503, { 'retry-after': '0' }).end() : response.end(good),
    );
    expect((await session.run(rowsOf([1, 2, 3])))['score']?.data[0]).toBe(0.25);

    server.asked.length = 0;
    server.intercept = onInfer((response) => response.writeHead(429, { 'retry-after': '0' }).end());
    await expect(session.run(rowsOf([1, 2, 3]))).rejects.toEqual(
      failing('QUEUE_FULL', /127.* takes no more requests for now \(429\)/u, true),
    );
    expect(server.asked.filter((path) => path.endsWith('/infer'))).toHaveLength(4);
  });

  test('takes another connection when the one it kept was closed over there', async () => {
    const session = await open('logistic');
    await session.run(rowsOf([1, 2, 3]));
    let broken = 0;
    server.intercept = (request) => {
      if (broken++ > 0) return false;
      request.socket.destroy();
      return true;
    };
    expect((await session.run(rowsOf([0, 0, 0])))['score']?.data[0]).toBeCloseTo(0.6224593, 6);
    expect(broken).toBe(2);
  });

  test('is no failure while the server is away, and runs when it is back', async () => {
    await server.stop();
    const session = await open('logistic');
    expect(session.note).toMatch(/nothing listens there.*Every request tries again/u);
    await expect(session.run(rowsOf([1, 2, 3]))).rejects.toEqual(
      failing('REMOTE_FAILED', /cannot be reached: nothing listens there/u, true),
    );
    await server.start();
    expect((await session.run(rowsOf([0, 0, 0])))['score']?.data).toHaveLength(1);
  });

  test('gives up a run that its caller no longer wants', async () => {
    const session = await open('logistic');
    const { promise: came, resolve } = Promise.withResolvers<void>();
    server.intercept = onInfer(() => resolve());
    const abort = new AbortController();
    const run = withCallSignal(abort.signal, () => session.run(rowsOf([1, 2, 3])));
    await came;
    abort.abort();
    await expect(run).rejects.toEqual(failing('CANCELLED', /Cancelled/u));
  });

  test('refuses a model that is no longer the one that was added', async () => {
    const odd = { ...x, name: 'y' };
    await expect(open('logistic', { inputs: [odd] })).rejects.toEqual(
      failing('REMOTE_FAILED', /has changed: its inputs are x \(float32\), and were y \(float32\)/u, false),
    );
  });

  test('never says its token, whatever the server answers', async () => {
    const session = await open('logistic', { token: 'top-secret-1' });
    server.intercept = onInfer((response) =>
      response.writeHead(403).end('{"error":"top-secret-1 is no good"}'),
    );
    const error = await session.run(rowsOf([1, 2, 3])).catch((thrown: unknown) => thrown);
    expect(error).toEqual(failing('REMOTE_FAILED', /refused us \(403\): … is no good/u, false));
    expect(JSON.stringify(error)).not.toContain('top-secret-1');
  });
});

describe('a server that', () => {
  const huge = (response: ServerResponse): void => {
    response.writeHead(200);
    const part = Buffer.alloc(4 << 20, 32);
    const pour = (): void => {
      while (!response.destroyed && response.write(part));
    };
    response.on('drain', pour);
    pour();
  };
  const output = (fields: object) => JSON.stringify({ outputs: [{ name: 'score', ...fields }] });
  const cases: [what: string, act: (response: ServerResponse) => unknown, message: RegExp][] = [
    [
      'redirects',
      (r) => r.writeHead(302, { location: 'http://169.254.169.254/' }).end(),
      /redirect \(302\), which is not followed/u,
    ],
    ['answers no JSON', (r) => r.end('<html>'), /answered what is no answer: The body is no JSON/u],
    ['answers no outputs', (r) => r.end('{}'), /nothing in place of the list "outputs"/u],
    ['leaves an output out', (r) => r.end('{"outputs":[]}'), /left out the output "score"/u],
    [
      'lies about the shape',
      (r) => r.end(output({ datatype: 'FP32', shape: [2, 1], data: [1] })),
      /shape \[2,1\] has 2 elements, but "data" has 1/u,
    ],
    [
      'answers another type',
      (r) => r.end(output({ datatype: 'INT32', shape: [1, 1], data: [1] })),
      /answered "score" as int32, and says that it is float32/u,
    ],
    [
      'answers an unknown type',
      (r) => r.end(output({ datatype: 'FP8', shape: [1], data: [1] })),
      /"FP8" as the datatype/u,
    ],
    [
      'answers a negative shape',
      (r) => r.end(output({ datatype: 'FP32', shape: [-1, 1], data: [1] })),
      /a shape of "score" that is none/u,
    ],
    [
      'answers texts for numbers',
      (r) => r.end(output({ datatype: 'FP32', shape: [1, 1], data: ['a'] })),
      /output "score": data\[0\] is the text "a"/u,
    ],
    [
      'promises bytes that do not come',
      (r) => r.end(output({ datatype: 'FP32', shape: [1, 1], parameters: { binary_data_size: 4 } })),
      /less than its outputs take/u,
    ],
    [
      'lies about its head',
      (r) => r.setHeader('inference-header-content-length', '999').end('{}'),
      /999 of 2 bytes/u,
    ],
    [
      'breaks off',
      (r) => {
        r.writeHead(200, { 'content-length': '100' });
        r.write('{');
        setImmediate(() => r.destroy());
      },
      /(closed the connection|broke off its answer)/u,
    ],
    ['fails', (r) => r.writeHead(500).end('{"error":"out of memory"}'), /with 500: out of memory/u],
    ['answers without end', huge, /answered more than 256 MB/u],
  ];
  test.each(cases)('%s is told of by what it did', async (_, act, message) => {
    const session = await open('logistic');
    server.intercept = onInfer((response) => act(response));
    await expect(session.run(rowsOf([1, 2, 3]))).rejects.toEqual(failing('REMOTE_FAILED', message));
    server.intercept = null;
    // And the next one is answered as ever.
    expect((await session.run(rowsOf([0, 0, 0])))['score']?.data).toHaveLength(1);
  });
});
