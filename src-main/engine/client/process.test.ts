import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FailureError } from '../../contract/failure.ts';
import { type FailureCode } from '../../contract/failure.ts';
import { memoryCapLine } from '../protocol.ts';
import type { SessionSource } from '../session-calls.ts';
import { fakeFork } from '../testing/fake-fork.ts';
import { manualClock } from '../../domain/testing/manual-clock.ts';
import { superviseProcess } from './process.ts';

function supervised(sessions: readonly SessionSource[] = []) {
  const timers = manualClock();
  const fake = fakeFork();
  const states: string[] = [];
  const engine = superviseProcess({
    number: 1,
    entryUrl: new URL('file:///entry.js'),
    fork: fake.fork,
    memoryCapBytes: null,
    vitalsEveryMs: null,
    bootDeadlineMs: 1_000,
    callDeadlineMs: 500,
    cancelGraceMs: 50,
    nowMs: () => timers.nowMs(),
    timers,
    onChange: () => states.push(engine.handle.state),
  });
  for (const source of sessions) engine.sessions.set(source.key, source);
  return { timers, fake, engine, states };
}

/** Lets everything that was settled reach who waits for it. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
const codeOf = (promise: Promise<unknown>): Promise<FailureCode | 'ok'> =>
  promise.then(
    () => 'ok',
    (error: unknown) => (error as FailureError).failure.code,
  );
const operations = (messages: readonly { kind: string; operation?: string }[]) =>
  messages.map((message) => message.operation ?? message.kind);

async function readyEngine() {
  const made = supervised();
  made.engine.start();
  made.fake.latest().hello();
  await settled();
  return made;
}

describe('a boot', () => {
  test('admits calls after the sessions are loaded, in the order they were made', async () => {
    const { fake, engine, states } = supervised([{ key: 'm', modelPath: '/m.onnx', sha256: null }]);
    engine.start();
    void engine.handle.call('one', 1);
    void engine.handle.call('two', 2);
    fake.latest().hello();
    expect(operations(fake.latest().received)).toEqual(['session.load']);
    expect(engine.handle.state).toBe('starting');
    fake.latest().reply();
    await settled();
    expect(operations(fake.latest().received)).toEqual(['session.load', 'one', 'two']);
    expect(engine.handle.state).toBe('busy');
    expect(states).toEqual(['starting', 'ready']);
  });

  test('goes on when a session cannot be loaded any more', async () => {
    const { fake, engine } = supervised([{ key: 'm', modelPath: '/m.onnx', sha256: null }]);
    engine.start();
    fake.latest().hello();
    const failure = { code: 'MODEL_NOT_FOUND' as const, message: 'gone', retryable: false };
    fake.latest().say({ kind: 'reply', id: 1, ok: false, failure });
    await settled();
    expect(engine.handle.state).toBe('ready');
  });

  test('that fails three times waits, tries again later, and waits longer each time', async () => {
    const { fake, engine, timers } = supervised();
    const failThreeTimes = (): void => {
      for (let boot = 0; boot < 3; boot++) {
        timers.advance(1_000);
        expect(fake.latest().killed).toBe(true);
        fake.latest().end();
      }
    };
    engine.start();
    failThreeTimes();
    expect(engine.handle.state).toBe('failed');
    expect(engine.failure).toMatchObject({
      code: 'ENGINE_BOOT',
      message: expect.stringContaining('1000 ms'),
    });
    expect(fake.children).toHaveLength(3);
    timers.advance(4_999);
    expect(fake.children).toHaveLength(3);
    timers.advance(1);
    expect(engine.handle.state).toBe('restarting');
    failThreeTimes();
    timers.advance(9_999);
    expect(fake.children).toHaveLength(6);
    timers.advance(1);
    fake.latest().hello();
    await settled();
    expect(engine).toMatchObject({ failure: null, handle: { state: 'ready' } });
  });

  test('that is killed from outside again and again is tried for longer', () => {
    const { fake, engine } = supervised();
    engine.start();
    for (let boot = 0; boot < 19; boot++) fake.latest().end();
    expect(engine.handle.state).toBe('restarting');
    fake.latest().end();
    expect(engine.handle.state).toBe('failed');
    expect(fake.children).toHaveLength(20);
  });

  test('given up is not ready any more when it says hello late', async () => {
    const { fake, engine, timers } = supervised();
    engine.start();
    timers.advance(1_000);
    fake.latest().hello();
    await settled();
    expect(engine.handle.state).toBe('starting');
  });

  test('that cannot even be forked fails the same way', async () => {
    const made = supervised();
    const engine = superviseProcess({
      number: 1,
      entryUrl: new URL('file:///entry.js'),
      fork: () => {
        throw new Error('too many processes');
      },
      memoryCapBytes: null,
      vitalsEveryMs: null,
      bootDeadlineMs: 1_000,
      callDeadlineMs: 500,
      cancelGraceMs: 50,
      nowMs: () => 0,
      timers: made.timers,
      onChange: () => {},
    });
    engine.start();
    await settled();
    expect(engine.failure).toMatchObject({ code: 'ENGINE_BOOT', details: { hint: 'too many processes' } });
  });
});

describe('a call', () => {
  test('past its deadline is the end of the process only when the process is at it', async () => {
    const { fake, engine, timers } = await readyEngine();
    const first = codeOf(engine.handle.call('first', null, { deadlineMs: 10_000 }));
    const second = codeOf(engine.handle.call('second', null));
    timers.advance(5_000);
    expect(fake.latest().killed).toBe(false);
    expect(operations(fake.latest().received)).toEqual(['first', 'second', 'cancel']);
    fake.latest().reply();
    expect(await first).toBe('ok');
    timers.advance(49);
    expect(fake.latest().killed).toBe(false);
    timers.advance(1);
    expect(fake.latest().killed).toBe(true);
    fake.latest().end();
    expect(await second).toBe('ENGINE_TIMEOUT');
    expect(engine.handle.state).toBe('restarting');
  });

  test('past its deadline before it was sent is never sent', async () => {
    const { fake, engine, timers } = supervised();
    engine.start();
    const call = codeOf(engine.handle.call('late', null));
    timers.advance(500);
    expect(await call).toBe('ENGINE_TIMEOUT');
    fake.latest().hello();
    await settled();
    expect(fake.latest().received).toEqual([]);
    expect(engine.handle.state).toBe('ready');
  });

  test('killed for takes the calls behind it along as crashed, to be tried again', async () => {
    const { fake, engine, timers } = await readyEngine();
    const guilty = codeOf(engine.handle.call('guilty', null, { deadlineMs: 100 }));
    const innocent = codeOf(engine.handle.call('innocent', null));
    timers.advance(100);
    expect(fake.latest().killed).toBe(true);
    fake.latest().end();
    expect(await Promise.all([guilty, innocent])).toEqual(['ENGINE_TIMEOUT', 'ENGINE_CRASHED']);
  });

  test('over memory is worth a second try only when it was not alone', async () => {
    for (const calls of [1, 2]) {
      const { fake, engine } = await readyEngine();
      const outcomes = Array.from({ length: calls }, () => engine.handle.call('grow', null));
      fake.latest().end([`${memoryCapLine}: 3 bytes resident, 2 allowed`]);
      for (const outcome of await Promise.allSettled(outcomes)) {
        expect(outcome).toMatchObject({
          reason: { failure: { code: 'ENGINE_MEMORY', retryable: calls > 1 } },
        });
      }
    }
  });
});

test('whatever happens in whatever order, states follow the machine and every call is answered once', async () => {
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('call' as const),
        deadlineMs: fc.constantFrom(20, 300, 5_000),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), call: fc.nat(20) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('advance' as const),
        byMs: fc.constantFrom(10, 60, 1_100, 6_000),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constantFrom(
          'hello' as const,
          'reply' as const,
          'end' as const,
          'endKilled' as const,
          'settle' as const,
        ),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('wrongHello' as const, 'start' as const) }) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { fake, engine, timers } = supervised([{ key: 'm', modelPath: '/m.onnx', sha256: null }]);
      const calls: { abort: AbortController; answers: number; code: string | null }[] = [];
      engine.start();
      for (const now of steps) {
        const child = fake.latest();
        if (now.kind === 'call') {
          const call = { abort: new AbortController(), answers: 0, code: null as string | null };
          calls.push(call);
          const answer = engine.handle.call('work', null, {
            signal: call.abort.signal,
            deadlineMs: now.deadlineMs,
          });
          void codeOf(answer).then((code) => {
            call.answers += 1;
            call.code = code;
          });
        } else if (now.kind === 'cancel') calls[now.call]?.abort.abort();
        else if (now.kind === 'advance') timers.advance(now.byMs);
        else if (now.kind === 'hello') {
          if (!child.received.some((message) => message.kind === 'call')) child.hello();
        } else if (now.kind === 'wrongHello') {
          if (child.received.length === 0)
            child.say({ kind: 'hello', protocol: 0, pid: child.pid, runtime: '' });
        } else if (now.kind === 'reply') child.reply();
        else if (now.kind === 'end') child.end();
        else if (now.kind === 'endKilled') {
          if (child.killed) child.end();
        } else if (now.kind === 'start') engine.start();
        else await settled();
        // A process is ready or busy by whether it has calls, and only a live one is either.
        if (engine.handle.state === 'busy' || engine.handle.state === 'ready')
          expect(fake.latest().ended).toBe(false);
      }
      const stopped = engine.stop();
      for (const child of fake.children) child.end();
      await stopped;
      await settled();
      expect(engine.handle.state).toBe('stopped');
      expect(calls.map((call) => call.answers)).toEqual(calls.map(() => 1));
      expect(calls.filter((call) => call.code === 'INTERNAL')).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
