import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { failed } from '../../contract/failure.ts';
import { type ModelSettings, usualSettings } from '../../domain/model-settings.ts';
import type { LoadedModel, ModelLease, SessionHost } from './model-residency.ts';
import { createResidency } from './residency.ts';

const megabyte = 1e6;
interface TestModel {
  card: { name: string; version: string };
  sizeBytes: number;
}
const model = (name: string, sizeMb = 1): TestModel => ({
  card: { name, version: '1' },
  sizeBytes: sizeMb * megabyte,
});
const keyOf = ({ card }: TestModel) => `${card.name}@${card.version}`;
/** Lets everything that was settled reach who waits for it. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** An engine in memory: loads end when the test says so, or at once. */
function setUp(options: { atOnce?: boolean; budgetMb?: number } = {}) {
  const { atOnce = true, budgetMb = 10 } = options;
  let nowMs = 1_000;
  let timers: { dueMs: number; act: () => void }[] = [];
  const settings = new Map<string, ModelSettings>();
  const held = new Map<string, ModelSettings>();
  const log: string[] = [];
  const waiting = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const host: SessionHost<TestModel> = {
    async load(key, { sizeBytes }, wanted): Promise<LoadedModel> {
      if (held.has(key)) log.push(`twice ${key}`);
      log.push(`load ${key}`);
      if (!atOnce) {
        await new Promise<void>((resolve, reject) => waiting.set(key, { resolve, reject }));
      }
      held.set(key, wanted);
      const memoryBytes = (sizeBytes / 2) * (wanted.instances ?? 2);
      return {
        memoryBytes,
        provider: 'cpu',
        kernel: 'onnxruntime',
        note: wanted.provider === 'cpu' ? null : 'no GPU',
      };
    },
    async unload(key) {
      log.push(`unload ${key}`);
      await new Promise((resolve) => setImmediate(resolve));
      held.delete(key);
    },
    holders: (key) => (held.has(key) ? (held.get(key)?.instances ?? 2) : 0),
  };
  const residency = createResidency<TestModel>({
    host,
    settingsOf: (one) => settings.get(keyOf(one)) ?? usualSettings,
    budgetBytes: budgetMb * megabyte,
    idleMs: 10_000,
    nowMs: () => nowMs,
    timers: {
      after: (waitMs, act) => {
        const timer = { dueMs: nowMs + waitMs, act };
        timers.push(timer);
        return () => {
          timers = timers.filter((other) => other !== timer);
        };
      },
    },
  });
  return {
    residency,
    held,
    log,
    waiting,
    set(one: TestModel, changes: Partial<ModelSettings>) {
      settings.set(keyOf(one), { ...usualSettings, ...settings.get(keyOf(one)), ...changes });
      residency.settingsChanged(one);
    },
    settingsOf: (one: TestModel) => settings.get(keyOf(one)) ?? usualSettings,
    async pass(ms: number) {
      nowMs += ms;
      for (const timer of timers.filter(({ dueMs }) => dueMs <= nowMs)) {
        timers = timers.filter((other) => other !== timer);
        timer.act();
      }
      await settled();
    },
  };
}

describe('a model', () => {
  test('is loaded on first use, once for all who want it, and sleeps after its idle time', async () => {
    const { residency, log, pass, waiting } = setUp({ atOnce: false });
    const a = model('a');
    expect(residency.view(a)).toMatchObject({ state: 'asleep', instances: 0, memoryBytes: null });
    const uses = [residency.use(a), residency.use(a)];
    await settled();
    expect(residency.view(a).state).toBe('loading');
    await pass(250);
    waiting.get('a@1')?.resolve();
    const leases = await Promise.all(uses);
    expect(residency.view(a)).toMatchObject({
      state: 'resident',
      instances: 2,
      memoryBytes: 1e6,
      loadMs: 250,
      provider: 'cpu',
    });
    for (const lease of leases) lease.release();
    leases[0]?.release();
    await pass(9_999);
    expect(residency.view(a)).toMatchObject({ state: 'resident', lastUsedMs: 1_250 });
    await pass(1);
    expect(residency.view(a)).toMatchObject({ state: 'asleep', instances: 0, memoryBytes: 1e6, loadMs: 250 });
    expect(log).toEqual(['load a@1', 'unload a@1']);
  });

  test('in use or pinned never sleeps', async () => {
    const { residency, pass, set } = setUp();
    const [a, b] = [model('a'), model('b')];
    const lease = await residency.use(a);
    await residency.load(b);
    set(b, { pinned: true });
    await pass(60_000);
    expect([residency.view(a).state, residency.view(b).state]).toEqual(['resident', 'resident']);
    await expect(residency.unload(a)).rejects.toThrow('a@1 is at work');
    lease.release();
    set(b, { pinned: false });
    await pass(60_000);
    expect([residency.view(a).state, residency.view(b).state]).toEqual(['asleep', 'asleep']);
  });

  test('that fails to load says why, and is tried again by the next who wants it', async () => {
    const { residency, waiting } = setUp({ atOnce: false });
    const a = model('a');
    const use = residency.use(a);
    await settled();
    waiting.get('a@1')?.reject(failed('MODEL_INVALID', 'broken'));
    await expect(use).rejects.toThrow('broken');
    expect(residency.view(a)).toMatchObject({ state: 'failed', note: 'broken' });
    const again = residency.use(a);
    await settled();
    waiting.get('a@1')?.resolve();
    await again;
    expect(residency.view(a)).toMatchObject({ state: 'resident', note: null });
  });

  test('that nobody waits for any more is loaded to the end', async () => {
    const { residency, waiting, pass } = setUp({ atOnce: false });
    const a = model('a');
    const abort = new AbortController();
    const use = residency.use(a, { signal: abort.signal });
    await settled();
    abort.abort();
    await expect(use).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    waiting.get('a@1')?.resolve();
    await settled();
    expect(residency.view(a).state).toBe('resident');
    await pass(10_000);
    expect(residency.view(a).state).toBe('asleep');
  });

  test('switched off is refused, and sleeps as soon as what began before is over', async () => {
    const { residency, set } = setUp();
    const a = model('a');
    const lease = await residency.use(a);
    set(a, { on: false });
    await settled();
    expect(residency.view(a)).toMatchObject({ state: 'resident', on: false });
    await expect(residency.use(a)).rejects.toMatchObject({ failure: { code: 'MODEL_OFF' } });
    (await residency.use(a, { evenWhenOff: true })).release();
    lease.release();
    await settled();
    expect(residency.view(a).state).toBe('asleep');
  });

  test('is loaded anew under new settings when nobody uses it', async () => {
    const { residency, set, log, held } = setUp();
    const a = model('a');
    const lease = await residency.use(a);
    set(a, { instances: 3, provider: 'webgpu' });
    await settled();
    expect(held.get('a@1')?.instances).toBeNull();
    lease.release();
    await settled();
    expect(residency.view(a)).toMatchObject({ instances: 3, instancesWanted: 3, note: 'no GPU' });
    expect(log).toEqual(['load a@1', 'unload a@1', 'load a@1']);
  });
});

test('a model whose processes have all failed is loaded into others', async () => {
  const { residency, held, log } = setUp();
  const a = model('a');
  (await residency.use(a)).release();
  held.clear();
  (await residency.use(a)).release();
  expect(residency.view(a)).toMatchObject({ state: 'resident', instances: 2 });
  expect(log).toEqual(['load a@1', 'unload a@1', 'load a@1']);
});

describe('the budget', () => {
  test('puts those to sleep that were idle longest', async () => {
    const { residency, pass } = setUp({ budgetMb: 10 });
    const [a, b, c] = [model('a', 4), model('b', 4), model('c', 4)];
    for (const one of [a, b]) {
      await residency.load(one);
      await pass(10);
    }
    (await residency.use(a)).release();
    await pass(10);
    await residency.load(c);
    expect([a, b, c].map((one) => residency.view(one).state)).toEqual(['resident', 'asleep', 'resident']);
    expect(residency.budget).toEqual({ budgetBytes: 10e6, residentBytes: 8e6, idleMs: 10_000 });
    residency.setBudget({ budgetBytes: 4e6 });
    await settled();
    expect([a, b, c].map((one) => residency.view(one).state)).toEqual(['asleep', 'asleep', 'resident']);
  });

  test('never stops one model that is larger than it', async () => {
    const { residency } = setUp({ budgetMb: 1 });
    const [a, b] = [model('a', 4), model('b', 4)];
    (await residency.use(a)).release();
    expect(residency.view(a).state).toBe('resident');
    await residency.load(b);
    expect([residency.view(a).state, residency.view(b).state]).toEqual(['asleep', 'resident']);
  });
});

type Step =
  | { kind: 'use' | 'load' | 'unload' | 'pin' | 'unpin' | 'on' | 'off' | 'end' | 'fail'; at: number }
  | { kind: 'release'; at: number }
  | { kind: 'pass'; at: number }
  | { kind: 'instances'; at: number }
  | { kind: 'budget'; at: number };

test('whatever happens: what is in use stays, the rest keeps to the budget and to its idle time', async () => {
  const kinds: Step['kind'][] = [
    'use',
    'use',
    'release',
    'release',
    'load',
    'unload',
    'pin',
    'unpin',
    'on',
    'off',
    'instances',
    'end',
    'end',
    'end',
    'fail',
    'pass',
    'budget',
  ];
  const steps = fc.array(
    fc.record({ kind: fc.constantFrom(...kinds), at: fc.integer({ min: 0, max: 1_000 }) }),
    { minLength: 1, maxLength: 60 },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { residency, held, log, waiting, set, settingsOf, pass } = setUp({ atOnce: false, budgetMb: 8 });
      const models = [model('a', 1), model('b', 3), model('c', 5), model('d', 9)];
      const leases: { key: string; lease: ModelLease }[] = [];
      const quietly = (promise: Promise<unknown>): void => void promise.catch(() => undefined);
      const endLoads = async (fails: boolean): Promise<void> => {
        for (const [key, load] of waiting) {
          waiting.delete(key);
          if (fails) load.reject(failed('ENGINE_CRASHED', 'gone'));
          else load.resolve();
        }
        await settled();
      };
      for (const { kind, at } of all) {
        const one = models[at % models.length] as TestModel;
        if (kind === 'use') {
          quietly(residency.use(one).then((lease) => leases.push({ key: keyOf(one), lease })));
        } else if (kind === 'release') leases.splice(at % Math.max(1, leases.length), 1)[0]?.lease.release();
        else if (kind === 'load') quietly(residency.load(one));
        else if (kind === 'unload') quietly(residency.unload(one));
        else if (kind === 'pin' || kind === 'unpin') set(one, { pinned: kind === 'pin' });
        else if (kind === 'on' || kind === 'off') set(one, { on: kind === 'on' });
        else if (kind === 'instances') set(one, { instances: 1 + (at % 3) });
        else if (kind === 'end' || kind === 'fail') await endLoads(kind === 'fail');
        else if (kind === 'pass') await pass(at * 20);
        else residency.setBudget({ budgetBytes: (2 + (at % 10)) * megabyte });
        await settled();
        for (const { key } of leases) {
          const isLoadingAnew = waiting.has(key);
          expect(held.has(key) || isLoadingAnew, `${key} is in use and gone`).toBe(true);
        }
      }
      while (waiting.size > 0) await endLoads(false);
      const inUse = new Set(leases.map(({ key }) => key));
      const { budgetBytes, residentBytes } = residency.budget;
      const couldGo = models.filter(
        (one) => held.has(keyOf(one)) && !inUse.has(keyOf(one)) && !settingsOf(one).pinned,
      );
      if (residentBytes > budgetBytes) expect(couldGo.length).toBeLessThanOrEqual(1);
      for (const one of models) {
        expect(residency.view(one).state === 'resident').toBe(held.has(keyOf(one)));
        if (!settingsOf(one).on && !inUse.has(keyOf(one))) expect(held.has(keyOf(one))).toBe(false);
      }
      expect(log.filter((line) => line.startsWith('twice'))).toEqual([]);
      for (const { lease } of leases) lease.release();
      while (waiting.size > 0) await endLoads(false);
      await pass(1e7);
      for (const one of models) expect(held.has(keyOf(one)) && !settingsOf(one).pinned).toBe(false);
    }),
    { numRuns: 300 },
  );
}, 30_000);
