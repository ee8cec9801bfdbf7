import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failed } from '../contract/failure.ts';
import { createChanges } from './changes.ts';
import { openServerService, type ServerHost, type ServerPlace, type ServerService } from './server.ts';
import type { Tokens } from './tokens.ts';

const tokens = { list: () => [] } as unknown as Tokens;

/** A machine with ports: some are taken by others, and each server of ours holds one until it closes. */
function machine(fixed: ServerHost['fixed'] = null) {
  const taken = new Set<number>();
  const held = new Map<number, ServerPlace>();
  const mistakes: string[] = [];
  /** Servers that let go of their port and still answer somebody. */
  let draining = 0;
  let free = 50_000;
  let finish: (() => void)[] = [];
  const state = { slow: false, noNetwork: false };
  const host: ServerHost = {
    fixed,
    async open(place) {
      const port = place.port === 0 ? ++free : place.port;
      if (held.has(port)) mistakes.push(`opened ${port} while it is held`);
      if (state.noNetwork && place.network) throw failed('BAD_REQUEST', 'There is no network.');
      if (taken.has(port) || held.has(port)) throw failed('PORT_IN_USE', `Port ${port} is taken.`);
      held.set(port, place);
      let closed = false;
      return {
        url: `http://${place.network ? 'lan' : '127.0.0.1'}:${port}`,
        counts: () => ({ inFlight: 1, connections: 2 }),
        newDocsLink: () => 'http://here/docs?token=once',
        async close() {
          if (closed) mistakes.push(`closed ${port} twice`);
          closed = true;
          held.delete(port);
          draining += 1;
          if (state.slow) await new Promise<void>((resolve) => finish.push(resolve));
          else await Promise.resolve();
          draining -= 1;
        },
      };
    },
  };
  return {
    host,
    taken,
    held,
    mistakes,
    state,
    draining: () => draining,
    finishAll() {
      for (const done of finish) done();
      finish = [];
    },
  };
}

async function service(kept: { text: string | null } = { text: null }): Promise<ServerService> {
  const changes = createChanges();
  return openServerService({
    recall: async () => kept.text,
    remember: async (text) => {
      kept.text = text;
    },
    tokens,
    changed: changes.tell,
    listen: changes.listen,
  });
}

describe('the switch', () => {
  test('is off at the start, opens on this machine alone, and closes', async () => {
    const { host, held } = machine();
    const server = await service();
    await server.lend(host);
    expect(server.view()).toMatchObject({
      state: 'off',
      url: null,
      port: 8790,
      network: false,
      fixed: false,
    });
    expect(held.size).toBe(0);
    expect(await server.start()).toMatchObject({ state: 'on', url: 'http://127.0.0.1:8790', inFlight: 1 });
    expect([...held.values()]).toEqual([{ port: 8790, network: false }]);
    expect(server.docsLink()).toEqual({ url: 'http://here/docs?token=once' });
    expect(await server.stop()).toMatchObject({ state: 'off', url: null, inFlight: 0 });
    expect(held.size).toBe(0);
  });

  test('a taken port is said, stays said, and is gone once it works', async () => {
    const { host, taken } = machine();
    const server = await service();
    await server.lend(host);
    taken.add(8790);
    await expect(server.start()).rejects.toMatchObject({ failure: { code: 'PORT_IN_USE' } });
    expect(server.view()).toMatchObject({ state: 'off', problem: 'Port 8790 is taken.' });
    expect(await server.settings({ port: 8791 })).toMatchObject({ problem: null, port: 8791 });
    expect(await server.start()).toMatchObject({ state: 'on', problem: null });
  });

  test('moving to a taken port leaves it where it is and says so', async () => {
    const kept = { text: null as string | null };
    const { host, taken, held } = machine();
    const server = await service(kept);
    await server.lend(host);
    await server.start();
    taken.add(9000);
    await expect(server.settings({ port: 9000 })).rejects.toMatchObject({
      failure: { code: 'PORT_IN_USE', message: 'Port 9000 is taken. It stays on http://127.0.0.1:8790.' },
    });
    expect(server.view()).toMatchObject({ state: 'on', url: 'http://127.0.0.1:8790', port: 8790 });
    expect([...held.keys()]).toEqual([8790]);
    expect(kept.text).toBeNull();
  });

  test('the network is let in on the same port, and what is under way is answered meanwhile', async () => {
    const { host, held, state, draining, finishAll } = machine();
    const server = await service();
    await server.lend(host);
    await server.start();
    state.slow = true;
    expect(await server.settings({ network: true })).toMatchObject({ state: 'on', url: 'http://lan:8790' });
    expect([...held.values()]).toMatchObject([{ network: true }]);
    expect(draining()).toBe(1);
    const stopping = server.stop();
    await Promise.resolve();
    const starting = server.start();
    await new Promise(setImmediate);
    expect(server.view()).toMatchObject({ state: 'stopping', inFlight: 1 });
    finishAll();
    await stopping;
    expect(await starting).toMatchObject({ state: 'on' });
    const ending = server.end();
    await new Promise(setImmediate);
    finishAll();
    await ending;
    expect(draining()).toBe(0);
  });

  test('a network that it cannot listen to leaves it where it was, on the same port', async () => {
    const { host, held, state, taken } = machine();
    const server = await service();
    await server.lend(host);
    await server.start();
    state.noNetwork = true;
    await expect(server.settings({ network: true })).rejects.toMatchObject({
      failure: { message: 'There is no network. It stays on http://127.0.0.1:8790.' },
    });
    expect(server.view()).toMatchObject({ state: 'on', network: false });
    expect([...held.values()]).toEqual([{ port: 8790, network: false }]);
    // Somebody takes the port in the moment in which nobody has it.
    const { open } = host;
    host.open = (place) => {
      taken.add(8790);
      return open(place);
    };
    await expect(server.settings({ network: true })).rejects.toMatchObject({
      failure: { message: 'There is no network. It is off now.' },
    });
    expect(server.view()).toMatchObject({ state: 'off', url: null, problem: 'Port 8790 is taken.' });
  });

  test('is on from the start where that was asked for; what keeps it off is no failure of the start', async () => {
    const kept = { text: JSON.stringify({ port: 9000, network: false, atStart: true }) };
    const first = await service(kept);
    await first.lend(machine().host);
    expect(first.view()).toMatchObject({ state: 'on', url: 'http://127.0.0.1:9000' });
    const busy = machine();
    busy.taken.add(9000);
    const second = await service(kept);
    await second.lend(busy.host);
    expect(second.view()).toMatchObject({ state: 'off', problem: 'Port 9000 is taken.', atStart: true });
    const garbled = await service({ text: '{"port": "x"}' });
    expect(garbled.view()).toMatchObject({ port: 8790, atStart: false });
  });

  test('under `foredeck serve` it is on, and has the place of the command line', async () => {
    const { host } = machine({ port: 7000, network: false, asksForToken: false });
    const server = await service();
    await server.lend(host);
    expect(server.view()).toMatchObject({ state: 'on', fixed: true, port: 7000, asksForToken: false });
    await expect(server.settings({ network: true })).rejects.toMatchObject({
      failure: { code: 'BAD_REQUEST', details: { field: 'network' } },
    });
    expect(await server.settings({ atStart: true })).toMatchObject({ atStart: true });
    expect(await server.stop()).toMatchObject({ state: 'off' });
    expect(await server.start()).toMatchObject({ state: 'on' });
  });

  test('nobody starts it after its end', async () => {
    const { host, held } = machine();
    const server = await service();
    await server.lend(host);
    const starting = server.start();
    await server.end();
    await starting;
    await expect(server.start()).rejects.toMatchObject({ failure: { code: 'NOT_SUPPORTED' } });
    expect(held.size).toBe(0);
  });
});

const port = fc.constantFrom(0, 1, 2, 3);
const step = fc.oneof(
  fc.record({ do: fc.constant('start' as const) }),
  fc.record({ do: fc.constant('stop' as const) }),
  fc.record({ do: fc.constant('settings' as const), port, network: fc.boolean() }),
  fc.record({ do: fc.constant('take' as const), port }),
  fc.record({ do: fc.constant('leave' as const), port }),
  fc.record({ do: fc.constant('network' as const), there: fc.boolean() }),
  fc.record({ do: fc.constant('settle' as const) }),
);

test('whatever is asked in whatever order: one port at most, none left behind, and the view tells the truth', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
      const { host, taken, held, mistakes, state: of, draining } = machine();
      const server = await service();
      await server.lend(host);
      const asked: Promise<unknown>[] = [];
      const check = (): void => {
        const { state, url, network } = server.view();
        expect(held.size).toBe(state === 'on' ? 1 : 0);
        const [at] = held;
        if (at) expect(url).toBe(`http://${network ? 'lan' : '127.0.0.1'}:${at[0]}`);
        else expect(url).toBeNull();
      };
      for (const now of steps) {
        if (now.do === 'take' && now.port > 0 && !held.has(now.port)) taken.add(now.port);
        if (now.do === 'leave') taken.delete(now.port);
        if (now.do === 'network') of.noNetwork = !now.there;
        if (now.do === 'start') asked.push(server.start());
        if (now.do === 'stop') asked.push(server.stop());
        if (now.do === 'settings') asked.push(server.settings({ port: now.port, network: now.network }));
        if (now.do === 'settle') {
          await Promise.allSettled(asked);
          check();
        }
      }
      await Promise.allSettled(asked);
      check();
      await server.end();
      expect([held.size, draining(), server.view().state]).toEqual([0, 0, 'off']);
      expect(mistakes).toEqual([]);
    }),
    { numRuns: 400, seed: 20_261_126 },
  );
});
