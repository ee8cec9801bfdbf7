import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Channel, memoryChannels } from '../../src-main/contract/channel.ts';
import { failed, failureOf } from '../../src-main/contract/index.ts';
import { type ConnectionState, createConnection, follow } from './connection.ts';

/** A backend that can be there or not; what it is sent is left unanswered. */
function backend() {
  const far: Channel[] = [];
  let there = true;
  return {
    open: async (): Promise<Channel> => {
      if (!there) throw new Error('nobody listens');
      const [near, other] = memoryChannels();
      far.push(other);
      return near;
    },
    leave() {
      there = false;
      for (const channel of far.splice(0)) channel.close();
    },
    come: () => {
      there = true;
    },
  };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());
const turn = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

describe('the connection', () => {
  it('opens again by itself, waiting longer each time', async () => {
    const there = backend();
    const seen: ConnectionState['kind'][] = [];
    const connection = createConnection(there.open);
    connection.subscribe((state) => seen.push(state.kind));
    connection.start();
    await turn();
    expect(seen).toEqual(['open']);
    there.leave();
    await turn();
    expect(connection.state()).toMatchObject({ kind: 'away', retryAtMs: Date.now() + 300 });
    await turn(300);
    expect(connection.state()).toMatchObject({ kind: 'away', retryAtMs: Date.now() + 700 });
    there.come();
    await turn(700);
    expect(connection.state()).toEqual({ kind: 'open' });
    connection.stop();
  });

  it('tries at once when asked to', async () => {
    const there = backend();
    there.leave();
    const connection = createConnection(there.open);
    connection.start();
    await turn();
    expect(connection.state().kind).toBe('away');
    there.come();
    connection.retryNow();
    await turn();
    expect(connection.state()).toEqual({ kind: 'open' });
    connection.stop();
  });

  it('refuses calls with CLOSED while the backend is away, and those that were under way', async () => {
    const there = backend();
    const connection = createConnection(there.open);
    const code = (call: Promise<unknown>) =>
      call.then(
        () => null,
        (thrown) => failureOf(thrown).code,
      );
    expect(await code(connection.client.app.info())).toBe('CLOSED');
    connection.start();
    await turn();
    const pending = code(connection.client.app.info());
    there.leave();
    await turn();
    expect(await pending).toBe('CLOSED');
    connection.stop();
  });
});

describe('a stream that is followed', () => {
  it('is opened again with the connection, and not after its undo', async () => {
    const there = backend();
    const connection = createConnection(there.open);
    let opened = 0;
    const frames: number[] = [];
    const undo = follow(
      connection,
      async (_client, signal) => {
        opened += 1;
        const number = opened;
        return (async function* () {
          yield number;
          await new Promise((resolve) => signal.addEventListener('abort', resolve));
        })();
      },
      (frame: number) => frames.push(frame),
    );
    connection.start();
    await turn();
    expect(frames).toEqual([1]);
    there.leave();
    await turn();
    there.come();
    await turn(300);
    expect(frames).toEqual([1, 2]);
    undo();
    there.leave();
    await turn();
    there.come();
    await turn(300);
    expect(opened).toBe(2);
    connection.stop();
  });

  it('that is refused says why and is opened again, until it is enough', async () => {
    const there = backend();
    const connection = createConnection(there.open);
    const told: string[] = [];
    let opened = 0;
    const undo = follow(
      connection,
      async () => {
        opened += 1;
        throw failed(opened === 1 ? 'CLOSED' : opened === 2 ? 'STORE_FAILED' : 'NOT_SUPPORTED', 'Refused.');
      },
      () => undefined,
      {
        againMs: 500,
        onFailure({ code }) {
          told.push(code);
          return code === 'NOT_SUPPORTED' ? 'enough' : 'again';
        },
      },
    );
    connection.start();
    await turn();
    expect(told).toEqual([]);
    await turn(500);
    expect(told).toEqual(['STORE_FAILED']);
    await turn(500);
    await turn(5_000);
    there.leave();
    await turn();
    there.come();
    await turn(300);
    expect(told).toEqual(['STORE_FAILED', 'NOT_SUPPORTED']);
    expect(opened).toBe(3);
    undo();
    connection.stop();
  });
});
