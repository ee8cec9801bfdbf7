import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FailureCode, FailureError, failed, toFailure } from '../contract/failure.ts';
import type { ServingSettings } from '../contract/online.ts';
import type { Done } from './work.ts';
import { Asker } from '../domain/asker.ts';
import { type OpenBatch, rowsOfBody, settled, testLane, usualTerms } from './testing/held-model.ts';

const json = ({ answer }: Pick<Done, 'answer'>) => (answer.kind === 'values' ? '' : String(answer.json));
const rowsOf = ({ batch }: OpenBatch) => batch.rows;
const batching = (change: Partial<ServingSettings['batching']>) => (usual: ServingSettings) => ({
  ...usual,
  batching: { ...usual.batching, ...change },
});
const code = (promise: Promise<unknown>): Promise<FailureCode | null> =>
  promise.then(
    () => null,
    (error: unknown) => toFailure(error).code,
  );

describe('requests', () => {
  it('that come together go together, and each gets its own rows back', async () => {
    const { ask, open } = testLane();
    const answers = [ask([1]), ask([2, 3]), ask([4])];
    await settled();
    await settled();
    expect(open.map(rowsOf)).toEqual([[1, 2, 1]]);
    open[0]?.answer();
    expect((await Promise.all(answers)).map(json)).toEqual(['[1]', '[2,3]', '[4]']);
  });

  it('gather while two batches are under way, up to the rows of a batch', async () => {
    const { ask, open } = testLane({ settings: batching({ maxRows: 3 }) });
    const answers: Promise<unknown>[] = [];
    for (const value of [1, 2]) {
      answers.push(ask([value]));
      await settled();
      await settled();
    }
    for (const value of [3, 4, 5, 6]) answers.push(ask([value]));
    await settled();
    expect(open.map(rowsOf)).toEqual([[1], [1]]);
    open[0]?.answer();
    await settled();
    await settled();
    expect(open.map(rowsOf)).toEqual([[1], [1, 1, 1]]);
    while (open[0]) {
      open[0].answer();
      await settled();
      await settled();
    }
    await Promise.all(answers);
  });

  it('of rows nobody has counted yet are counted once they are answered', async () => {
    const { ask, open, lane } = testLane();
    const body = { kind: 'predictBody', body: new Uint8Array(100_000), headerLength: null } as const;
    const answers: Promise<unknown>[] = [lane.ask(body, usualTerms())];
    await settled();
    await settled();
    expect(lane.view().batches).toMatchObject([{ rows: 1, ms: null }]);
    open[0]?.answer();
    await answers[0];
    answers.push(ask([1]));
    await settled();
    await settled();
    open[0]?.answer();
    await Promise.all(answers);
    expect(lane.view().batches.map(({ rows }) => rows)).toEqual([1, rowsOfBody]);
    expect(lane.view().instances).toMatchObject([{ batches: 2, rows: 1 + rowsOfBody }]);
  });

  it('of a higher priority overtake those that wait', async () => {
    const { ask, open } = testLane({ settings: batching({ maxRows: 1, inFlight: 1 }) });
    const answers = [ask([1])];
    await settled();
    await settled();
    answers.push(ask([2]), ask([3], { priority: 1 }));
    const order: string[] = [];
    const note = (done: Done) => order.push(json(done));
    for (const answer of answers) void answer.then(note);
    while (open[0]) {
      open[0].answer();
      await settled();
      await settled();
    }
    expect(order).toEqual(['[1]', '[3]', '[2]']);
  });

  it('to a model that was switched off are refused, although it is loaded and its answers are known', async () => {
    const on = (usual: ServingSettings) => ({ ...usual, cache: { ...usual.cache, on: true } });
    const { ask, open, switchOff } = testLane({ settings: on });
    const known = ask([1]);
    await settled();
    await settled();
    open[0]?.answer();
    await known;
    const before = ask([2]);
    switchOff();
    expect([await code(ask([1])), await code(ask([3]))]).toEqual(['MODEL_OFF', 'MODEL_OFF']);
    await settled();
    open[0]?.answer();
    expect(json(await before)).toBe('[2]');
  });

  it('of a megabyte are not looked for in the cache', async () => {
    const on = (usual: ServingSettings) => ({ ...usual, cache: { ...usual.cache, on: true } });
    const { ask, lane, open } = testLane({ settings: on });
    const answer = ask(Array<number>(300_000).fill(1));
    await settled();
    await settled();
    open[0]?.answer();
    await answer;
    expect(lane.view().cache).toMatchObject({ entries: 0, misses: 0 });
  });

  it('beyond the queue are refused, with a time to come again', async () => {
    const { ask, lane, open } = testLane({
      settings: batching({ maxRows: 1, inFlight: 1, queueRequests: 2 }),
    });
    const first = ask([1]);
    await settled();
    await settled();
    const waiting = [ask([2]), ask([3])];
    const refused = await ask([4]).catch(toFailure);
    expect(refused).toMatchObject({ code: 'QUEUE_FULL', retryable: true });
    expect(lane.view().counts.refused).toBe(1);
    while (open[0]) {
      open[0].answer();
      await settled();
      await settled();
    }
    await Promise.all([first, ...waiting]);
  });

  it('that nobody waits for any more leave the queue, and free their batch when they were all of it', async () => {
    const { ask, lane, open, clock } = testLane({ settings: batching({ inFlight: 1 }) });
    const [gone, alsoGone] = [new Asker(), new Asker()];
    const sent = code(ask([1], { asker: gone }));
    await settled();
    await settled();
    const waiting = code(ask([2], { asker: alsoGone }));
    await settled();
    alsoGone.leave();
    gone.leave();
    expect(await Promise.all([sent, waiting])).toEqual(['CANCELLED', 'CANCELLED']);
    expect(lane.view()).toMatchObject({
      queue: { requests: 0 },
      inFlight: { batches: 1 },
      counts: { left: 2 },
    });
    expect(open[0]?.signal.aborted).toBe(false);
    clock.advance(5_000);
    expect(open[0]?.signal.aborted).toBe(true);
  });
});

describe('a deadline', () => {
  it('ends the wait for an answer, in the queue and behind it', async () => {
    const { ask, open, clock, lane } = testLane({ settings: batching({ inFlight: 1, timeoutMs: 100 }) });
    const sent = code(ask([1]));
    await settled();
    await settled();
    const waiting = code(ask([2], { timeoutMs: 10 }));
    await settled();
    clock.advance(10);
    expect(await waiting).toBe('DEADLINE');
    clock.advance(90);
    expect(await sent).toBe('DEADLINE');
    open[0]?.answer();
    await settled();
    expect(lane.view().counts).toMatchObject({ late: 2, succeeded: 0, failed: 0 });
  });

  it('only puts a request behind all others where the settings say so', async () => {
    const delay = batching({ inFlight: 1, maxRows: 1, timeoutMs: 100, whenLate: 'delay' });
    const { ask, open, clock } = testLane({ settings: delay });
    const order: string[] = [];
    const note = (done: Done) => order.push(json(done));
    const answers = [ask([1]).then(note)];
    await settled();
    await settled();
    answers.push(ask([2]).then(note));
    await settled();
    clock.advance(100);
    answers.push(ask([3]).then(note));
    while (open[0]) {
      open[0].answer();
      await settled();
      await settled();
    }
    await Promise.all(answers);
    expect(order).toEqual(['[1]', '[3]', '[2]']);
  });
});

describe('a model that is not loaded', () => {
  it('is loaded by the first request, which is told how long that took', async () => {
    const { ask, open, clock, lane, loads, slowLoad } = testLane();
    const { loaded } = slowLoad();
    const answers = [ask([1]), ask([2])];
    clock.advance(40);
    loaded();
    await settled();
    await settled();
    open[0]?.answer();
    expect((await Promise.all(answers)).map(({ coldStartMs }) => coldStartMs)).toEqual([40, 40]);
    expect(lane.view().coldStarts).toEqual({ count: 1, lastMs: 40 });
    expect(loads).toMatchObject({ count: 1, released: 0 });
    clock.advance(1_000);
    expect(loads.released).toBe(1);
  });

  it('keeps a request waiting so long and no longer, unless it is patient', async () => {
    const { ask, open, clock, slowLoad } = testLane();
    const { loaded } = slowLoad();
    const impatient = ask([1]).catch(toFailure);
    const patient = ask([2], { isPatient: true });
    clock.advance(5_000);
    expect(await impatient).toMatchObject({ code: 'MODEL_LOADING', retryable: true });
    const alsoImpatient = code(ask([3]));
    clock.advance(0);
    expect(await alsoImpatient).toBe('MODEL_LOADING');
    loaded();
    await settled();
    await settled();
    while (open[0]) {
      open[0].answer();
      await settled();
      await settled();
    }
    expect(json(await patient)).toBe('[2]');
  });

  it('lets no load use up more than the time of a request; a patient one has its time after the load', async () => {
    const { ask, open, clock, slowLoad } = testLane({ settings: batching({ timeoutMs: 60_000 }) });
    const { loaded } = slowLoad();
    const hurried = code(ask([1], { timeoutMs: 10 }));
    const patient = ask([2], { isPatient: true });
    const patientAndHurried = code(ask([3], { isPatient: true, timeoutMs: 20 }));
    clock.advance(10);
    expect(await hurried).toBe('DEADLINE');
    clock.advance(10);
    expect(await patientAndHurried).toBe('DEADLINE');
    clock.advance(3_000_000);
    loaded();
    await settled();
    await settled();
    open[0]?.answer();
    expect(json(await patient)).toBe('[2]');
  });

  it('tells everybody who waits why it cannot be loaded, and is tried again by the next', async () => {
    const { ask, loads, slowLoad } = testLane();
    const { loadFails } = slowLoad();
    const answers = [ask([1]), ask([2])].map(code);
    loadFails(failed('MODEL_INVALID', 'model.onnx cannot be loaded'));
    expect(await Promise.all(answers)).toEqual(['MODEL_INVALID', 'MODEL_INVALID']);
    expect(await code(ask([3]))).toBe('MODEL_INVALID');
    expect(loads.count).toBe(2);
  });
});

describe('an engine process that ends', () => {
  it('costs its requests a second try, and no third', async () => {
    const { ask, open, lane } = testLane();
    const answer = ask([1]);
    await settled();
    await settled();
    open[0]?.crash();
    await settled();
    await settled();
    expect(open).toHaveLength(1);
    open[0]?.answer();
    expect(json(await answer)).toBe('[1]');
    const again = code(ask([2]));
    for (let time = 0; time < 2; time++) {
      await settled();
      await settled();
      open[0]?.crash();
    }
    expect(await again).toBe('ENGINE_CRASHED');
    expect(lane.record.totals).toMatchObject({ triedAgain: 2, succeeded: 1, failed: 1 });
  });
});

describe('instances', () => {
  it('become more while a request waits, and the least loaded is asked', async () => {
    const { ask, open, clock, loads } = testLane({ processes: 2, settings: batching({ maxRows: 1 }) });
    const answers = [ask([1]), ask([2]), ask([3])];
    await settled();
    await settled();
    expect(open.map(({ process }) => process)).toEqual([1, 1]);
    clock.advance(50);
    await settled();
    await settled();
    expect(loads.resized).toEqual([2]);
    expect(open.map(({ process }) => process)).toEqual([1, 1, 2]);
    while (open[0]) {
      open[0].answer();
      await settled();
    }
    await Promise.all(answers);
  });

  it('that others keep are not its to give back, and it does not try', async () => {
    const { ask, open, clock, loads } = testLane({ processes: 3, heldByOthers: 3 });
    const slow = ask([1], { timeoutMs: 1e6 });
    await settled();
    await settled();
    clock.advance(100_000);
    const quick = ask([2]);
    for (let turn = 0; turn < 50; turn++) await settled();
    for (const batch of [...open]) batch.answer();
    await Promise.all([slow, quick]);
    expect(loads.resized).toEqual([]);
  });
});

describe('the cache', () => {
  const cached = (usual: ServingSettings) => ({ ...usual, cache: { on: true, maxBytes: 1_000_000 } });

  it('answers exact repeats, and nothing else', async () => {
    const { ask, open, lane } = testLane({ settings: cached });
    const asked = async (values: number[], terms = {}) => {
      const answer = ask(values, terms);
      await settled();
      await settled();
      open[0]?.answer();
      const done = await answer;
      return [json(done), done.cache];
    };
    expect(await asked([1])).toEqual(['[1]', 'miss']);
    expect(await asked([1])).toEqual(['[1]', 'hit']);
    expect(await asked([1.5])).toEqual(['[1.5]', 'miss']);
    expect(await asked([1], { mayUseCache: false })).toEqual(['[1]', 'bypass']);
    lane.clearCache();
    expect(await asked([1])).toEqual(['[1]', 'miss']);
    expect(lane.view().cache).toMatchObject({ entries: 1, hits: 1, misses: 3 });
  });

  it('keeps no failure', async () => {
    const { ask, open } = testLane({ settings: cached });
    const answer = code(ask([1]));
    await settled();
    await settled();
    open[0]?.fail('no');
    expect(await answer).toBe('MODEL_INVALID');
    const again = ask([1]);
    await settled();
    await settled();
    open[0]?.answer();
    expect((await again).cache).toBe('miss');
  });
});

const events = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('ask' as const),
      rows: fc.integer({ min: 1, max: 5 }),
      timeoutMs: fc.option(fc.integer({ min: 1, max: 200 })),
      priority: fc.option(fc.integer({ min: 1, max: 3 })),
    }),
    fc.record({
      kind: fc.constantFrom('answer' as const, 'crash' as const, 'fail' as const, 'leave' as const),
      which: fc.nat(),
    }),
    fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 1, max: 300 }) }),
  ),
  { maxLength: 40 },
);

it('settles every request exactly once, with its own rows, whatever happens in whatever order', async () => {
  await fc.assert(
    fc.asyncProperty(
      events,
      fc.integer({ min: 1, max: 6 }),
      fc.integer({ min: 1, max: 2 }),
      async (all, maxRows, processes) => {
        const { ask, open, clock, lane } = testLane({
          processes,
          settings: batching({ maxRows, queueRequests: 6 }),
        });
        const left: Asker[] = [];
        const settlements: number[] = [];
        let value = 0;
        for (const event of all) {
          if (event.kind === 'ask') {
            const own = Array.from({ length: event.rows }, () => ++value);
            const index = settlements.push(0) - 1;
            const leaving = new Asker();
            left.push(leaving);
            const terms = { asker: leaving, timeoutMs: event.timeoutMs, priority: event.priority };
            const settle = (): void => {
              settlements[index] = (settlements[index] ?? 0) + 1;
            };
            const answered = async (): Promise<void> => {
              const done = await ask(own, terms);
              expect(json(done)).toBe(JSON.stringify(own));
            };
            answered().then(settle, (error: unknown) => {
              if (!(error instanceof FailureError)) throw error;
              settle();
            });
          } else if (event.kind === 'time') clock.advance(event.ms);
          else if (event.kind === 'leave') left[event.which % Math.max(1, left.length)]?.leave();
          else {
            const batch = open[event.which % Math.max(1, open.length)];
            if (event.kind === 'fail') batch?.fail('no');
            else batch?.[event.kind]();
          }
          await settled();
        }
        for (let round = 0; round < 200 && lane.outstanding > 0; round++) {
          for (const batch of [...open]) batch.answer();
          await settled();
        }
        await settled();
        expect(settlements.every((times) => times === 1)).toBe(true);
        expect(lane.outstanding).toBe(0);
        const { counts } = lane.view();
        expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(settlements.length);
      },
    ),
    { numRuns: 150 },
  );
});
