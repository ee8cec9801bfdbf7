import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MessageChannel } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { type Channel, memoryChannels } from '../contract/channel.ts';
import { type ContractClient, type ContractConnection, connectContract } from '../contract/client.ts';
import { type Failure, FailureError, failed } from '../contract/failure.ts';
import { failureSchema } from '../contract/failure-schema.ts';
import { portChannel } from '../services/port-channel.ts';
import {
  type ContractServer,
  openStreamsMax,
  type ServingTrouble,
  serveContract,
} from '../services/serve.ts';
import { socketChannel } from './socket-channel.ts';
import { testRouter } from './test-router.ts';

interface Pair {
  near: Channel;
  far: Channel;
  done?: () => Promise<void>;
}

async function socketPair() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const sockets = new WebSocketServer({ server, maxPayload: 16 * 1024 * 1024 });
  const accepted = once(sockets, 'connection');
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  await once(socket, 'open');
  const [served] = (await accepted) as [WebSocket];
  return {
    near: socketChannel(socket),
    far: socketChannel(served),
    sockets: { near: socket, far: served },
    done: async () => {
      socket.terminate();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const transports: { name: string; open: () => Promise<Pair> }[] = [
  {
    name: 'a pair in memory',
    open: async () => {
      const [near, far] = memoryChannels();
      return { near, far };
    },
  },
  {
    name: 'a message port',
    open: async () => {
      const { port1, port2 } = new MessageChannel();
      return { near: portChannel(port1), far: portChannel(port2) };
    },
  },
  { name: 'a web socket', open: socketPair },
];

/** Waits for a condition by turns of the event loop; the test's own time limit ends it when it never holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setImmediate(resolve));
}

async function failureFrom(call: Promise<unknown>): Promise<Failure> {
  try {
    await call;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(FailureError);
    return (thrown as FailureError).failure;
  }
  throw new Error('the call did not fail');
}

/** A call past the types, as a program in another language would make it. */
function callByName(client: ContractClient, name: string, input: unknown): Promise<unknown> {
  let at: unknown = client;
  for (const step of name.split('.')) at = (at as Record<string, unknown>)[step];
  return (at as (input: unknown) => Promise<unknown>)(input);
}

describe.each(transports)('the contract over $name', ({ open }) => {
  let pair: Pair;
  let served: ReturnType<typeof testRouter>;
  let server: ContractServer;
  let connection: ContractConnection;
  let client: ContractClient;
  let troubles: ServingTrouble[];
  const loose: unknown[] = [];
  const onLoose = (reason: unknown) => loose.push(reason);

  beforeEach(async () => {
    loose.length = 0;
    process.on('unhandledRejection', onLoose);
    troubles = [];
    served = testRouter();
    server = serveContract(served.router, (trouble) => troubles.push(trouble));
    pair = await open();
    server.attach(pair.far, { shell: 'browser' });
    connection = connectContract(pair.near);
    client = connection.client;
  });

  afterEach(async () => {
    connection.close();
    server.stop();
    await until(() => server.connections === 0 && served.state.streams === 0 && served.state.waiting === 0);
    await pair.done?.();
    await new Promise((resolve) => setImmediate(resolve));
    process.off('unhandledRejection', onLoose);
    expect(loose).toEqual([]);
  });

  test('a call is answered, and its handler knows who calls', async () => {
    expect(await client.app.info()).toMatchObject({ version: '0.0.0', shell: 'browser' });
  });

  test('defaults of the input are filled in on the serving side', async () => {
    expect(await client.jobs.rejectedRows({ id: 'a' })).toEqual({ rows: [], kept: 0, total: 100 });
  });

  test('what one call keeps another one reads', async () => {
    await client.app.remember({ key: 'pane', value: '{"width":240,"ü":"\u2028\u0000"}' });
    expect(await client.app.recall({ key: 'pane' })).toEqual({ value: '{"width":240,"ü":"\u2028\u0000"}' });
  });

  test('a stream arrives in order and nothing is left out', async () => {
    const seen: number[] = [];
    for await (const frame of await client.app.status()) {
      seen.push(frame.atMs);
      if (seen.length === 200) break;
    }
    expect(seen).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  test('leaving a stream ends it on the serving side', async () => {
    for await (const _frame of await client.app.status()) break;
    await until(() => served.state.streams === 0);
    expect(await client.jobs.list()).toEqual([]);
  });

  test('return ends a stream that waits for its next frame, on both sides', async () => {
    const stream = await client.jobs.watch();
    expect((await stream.next()).done).toBe(false);
    const pending = stream.next();
    await stream.return?.();
    expect((await pending).done).toBe(true);
    expect((await stream.next()).done).toBe(true);
    await until(() => served.state.streams === 0);
  });

  test('a signal cancels a call on both sides', async () => {
    const cancel = new AbortController();
    const call = failureFrom(client.jobs.result({ id: 'a' }, { signal: cancel.signal }));
    await until(() => served.state.waiting === 1);
    cancel.abort();
    expect(await call).toMatchObject({ code: 'CANCELLED', retryable: false });
    await until(() => served.state.aborted === 1);
    expect(troubles).toEqual([]);
  });

  test('a signal that was aborted before refuses the call without sending it', async () => {
    const failure = await failureFrom(client.app.dismissNotice({ id: 'a' }, { signal: AbortSignal.abort() }));
    expect(failure.code).toBe('CANCELLED');
    await client.jobs.list();
    expect(served.state.handled).toEqual([]);
  });

  test('a signal ends a stream with CANCELLED', async () => {
    const cancel = new AbortController();
    const stream = await client.jobs.watch(undefined, { signal: cancel.signal });
    await stream.next();
    const pending = failureFrom(stream.next());
    cancel.abort();
    expect((await pending).code).toBe('CANCELLED');
    await until(() => served.state.streams === 0);
  });

  test.each(['near', 'far'] as const)(
    'closing the %s side rejects what is pending and ends the streams',
    async (side) => {
      const call = failureFrom(client.jobs.result({ id: 'a' }));
      const stream = await client.jobs.watch();
      await stream.next();
      const next = failureFrom(stream.next());
      await until(() => served.state.waiting === 1);
      pair[side].close();
      expect(await call).toMatchObject({ code: 'CLOSED', retryable: true });
      expect((await next).code).toBe('CLOSED');
      await connection.closed;
      await until(() => served.state.streams === 0 && served.state.waiting === 0 && server.connections === 0);
      expect((await failureFrom(client.jobs.list())).code).toBe('CLOSED');
      expect((await stream.next()).done).toBe(true);
    },
  );

  test('a signal aborted while the connection closes leaves nothing behind', async () => {
    const cancel = new AbortController();
    const call = failureFrom(client.jobs.result({ id: 'a' }, { signal: cancel.signal }));
    const stream = await client.jobs.watch(undefined, { signal: cancel.signal });
    await stream.next();
    await until(() => served.state.waiting === 1);
    pair.near.close();
    cancel.abort();
    await stream.return?.();
    expect(['CLOSED', 'CANCELLED']).toContain((await call).code);
  });

  test('stopping the server closes its connections and refuses new ones', async () => {
    server.stop();
    await connection.closed;
    expect(server.connections).toBe(0);
    expect((await failureFrom(server.connect({ shell: 'command' }).client.jobs.list())).code).toBe('CLOSED');
  });

  test('a failure of the product arrives as it was thrown', async () => {
    expect(await failureFrom(client.files.describe({ path: 'nowhere.csv' }))).toEqual({
      code: 'INPUT_NOT_FOUND',
      message: 'There is no file nowhere.csv.',
      details: { file: 'nowhere.csv', hint: 'Choose another file.' },
      retryable: false,
    });
    expect(troubles).toEqual([]);
  });

  test('an unexpected error arrives as INTERNAL, without its message, path or stack, and is reported', async () => {
    const failure = await failureFrom(client.app.dismissNotice({ id: 'unexpected' }));
    expect(failure.code).toBe('INTERNAL');
    expect(JSON.stringify(failure)).not.toMatch(/secret|home|\.ts|at /u);
    expect(troubles).toHaveLength(1);
    expect(troubles[0]).toMatchObject({
      call: 'app.dismissNotice',
      error: { message: expect.stringContaining('secret') },
    });
  });

  test('a stream that breaks ends with the one shape after the frames before it', async () => {
    served.state.streamBreaks = {
      after: 3,
      error: failed('STORE_FAILED', 'The store is gone.', { retryable: true }),
    };
    const seen: number[] = [];
    const read = async () => {
      for await (const frame of await client.app.status()) seen.push(frame.atMs);
    };
    expect(await failureFrom(read())).toEqual({
      code: 'STORE_FAILED',
      message: 'The store is gone.',
      retryable: true,
    });
    expect(seen).toEqual([0, 1, 2]);

    served.state.streamBreaks = { after: 0, error: new Error('secret') };
    const failure = await failureFrom(read());
    expect(failure.code).toBe('INTERNAL');
    expect(failure.message).not.toContain('secret');
    expect(troubles).toHaveLength(1);
  });

  const model = { name: 'm', version: null };
  test.each([
    ['a wrong type', 'jobs.show', { id: 7 }, 'id'],
    ['a missing field', 'app.remember', { key: 'a' }, 'value'],
    ['an empty text', 'jobs.show', { id: '' }, 'id'],
    ['a nested field', 'jobs.create', { input: 'a', model: { name: '', version: null } }, 'model.name'],
    [
      'a field in a record',
      'jobs.plan',
      { path: 'a', model, missing: { x: { kind: 'no' } } },
      'missing.x.kind',
    ],
    ['too large a number', 'jobs.create', { input: 'a', model, chunkRows: 1e9 }, 'chunkRows'],
    ['no input at all', 'jobs.show', undefined, undefined],
    ['a text for an object', 'jobs.show', 'a', undefined],
  ])('input is refused on the serving side: %s', async (_what, name, input, field) => {
    const failure = await failureFrom(callByName(client, name, input));
    expect(failureSchema.parse(failure)).toEqual(failure);
    expect(failure.code).toBe('BAD_REQUEST');
    expect(failure.details?.field).toBe(field);
    if (field) expect(failure.message).toContain(field);
    expect(served.state.handled).toEqual([]);
    expect(troubles).toEqual([]);
  });

  test.each(['jobs.explode', '__proto__', 'constructor', 'jobs', 'jobs.list.extra'])(
    'there is no call %s',
    async (name) => {
      const failure = await failureFrom(callByName(client, name, {}));
      expect(failure.code).toBe('NOT_FOUND');
      expect(troubles).toEqual([]);
    },
  );

  test('megabytes go both ways', async () => {
    const answer = await client.files.describe({ path: '5000000.csv' });
    expect(answer.rows[0]?.cells[0]).toHaveLength(5_000_000);
    const mapping = Object.fromEntries(
      Array.from({ length: 50_000 }, (_, index) => [`feature ${index}`, 'ü'.repeat(20)]),
    );
    const job = await client.jobs.create({ input: 'a.csv', model: { name: 'm', version: null }, mapping });
    expect(job.inputName).toBe('50000');
  });

  test('a thousand calls at once are each given their own answer', async () => {
    const ids = Array.from({ length: 1000 }, (_, index) => `job ${index}`);
    const answers = await Promise.all(ids.map((id) => client.jobs.show({ id })));
    expect(answers.map((job) => job.id)).toEqual(ids);
  });

  test('a connection has a bounded number of streams, and left ones make room', async () => {
    const opened: AsyncIterator<unknown>[] = [];
    for (let i = 0; i < openStreamsMax; i++) {
      const stream = await client.jobs.watch();
      await stream.next();
      opened.push(stream);
    }
    expect(await failureFrom(client.jobs.watch())).toMatchObject({ code: 'BAD_REQUEST' });
    expect(served.state.streams).toBe(openStreamsMax);
    await opened.pop()?.return?.();
    await until(() => served.state.streams === openStreamsMax - 1);
    const again = await client.jobs.watch();
    expect((await again.next()).done).toBe(false);
  });

  test('whatever text comes in, the server stays and its other connections too', async () => {
    const other = server.connect({ shell: 'command' });
    const frame = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .record({ i: fc.anything(), t: fc.constantFrom(1, 2, 3, 4, 'x', undefined), p: fc.anything() })
        .map((value) => JSON.stringify(value) ?? ''),
      fc
        .record({
          u: fc.constantFrom('/jobs/show', '/', '//', 'x', '/jobs/%', '/%2e%2e'),
          h: fc.anything(),
          b: fc.anything(),
        })
        .map((p) => JSON.stringify({ i: '1', p })),
    );
    await fc.assert(
      fc.asyncProperty(frame, async (text) => {
        const [near, far] = memoryChannels();
        server.attach(far, { shell: 'browser' });
        await near.send(text);
        near.close();
        expect((await other.client.jobs.show({ id: 'a' })).id).toBe('a');
      }),
      { numRuns: 300, seed: 7 },
    );
    other.close();
  });
});

test('a web socket that is not read holds its streams back', async () => {
  const { near, far, sockets, done } = await socketPair();
  const served = testRouter();
  const server = serveContract(served.router, () => undefined);
  server.attach(far, { shell: 'browser' });
  const { client } = connectContract(near);
  const stream = await client.app.status();
  await stream.next();
  sockets.near.pause();
  // Full once the stream has not moved for so many turns; without a limit it would never stop moving.
  for (let still = 0, last = -1; still < 500; still += 1) {
    if (served.state.yielded !== last) still = 0;
    last = served.state.yielded;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(sockets.far.bufferedAmount).toBeLessThan(2 * 1024 * 1024);
  sockets.near.resume();
  const held = served.state.yielded;
  await until(() => served.state.yielded > held);
  server.stop();
  await until(() => served.state.streams === 0);
  await done();
});

test('frames over the size limit and binary ones close a web socket and nothing else', async () => {
  const served = testRouter();
  const server = serveContract(served.router, () => undefined);
  for (const frame of ['x'.repeat(17 * 1024 * 1024), Buffer.from('{"i":"1"}')]) {
    const { near, far, sockets, done } = await socketPair();
    server.attach(far, { shell: 'browser' });
    const connection = connectContract(near);
    sockets.near.send(frame);
    await connection.closed;
    await until(() => server.connections === 0);
    await done();
  }
  expect(await server.connect({ shell: 'command' }).client.jobs.list()).toEqual([]);
  server.stop();
});
