import { describe, expect, test } from 'vitest';
import { residencyBench, settled, testModel } from './testing/bench.ts';

describe('a model', () => {
  test('is loaded on first use, once for all who want it, and sleeps after its idle time', async () => {
    const { residency, log, pass, end } = residencyBench({ atOnce: false });
    const a = testModel('a');
    expect(residency.view(a)).toMatchObject({ state: 'asleep', instances: 0, memoryBytes: null });
    const uses = [residency.use(a), residency.use(a)];
    await settled();
    expect(residency.view(a).state).toBe('loading');
    await pass(250);
    end();
    const leases = await Promise.all(uses);
    expect(residency.view(a)).toMatchObject({
      state: 'resident',
      instances: 1,
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
    expect(log).toEqual(['load 1 a@1', 'unload a@1']);
  });

  test('in use or pinned never sleeps', async () => {
    const { residency, pass, set } = residencyBench();
    const [a, b] = [testModel('a'), testModel('b')];
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

  test('that is pinned goes to sleep when it is told to, until it is used', async () => {
    const { residency, pass, set } = residencyBench();
    const a = testModel('a');
    set(a, { pinned: true });
    await residency.load(a);
    await residency.unload(a);
    await pass(60_000);
    expect(residency.view(a).state).toBe('asleep');
    (await residency.use(a)).release();
    await pass(60_000);
    expect(residency.view(a).state).toBe('resident');
  });

  test('that fails to load says why, and is tried again by the next who wants it', async () => {
    const { residency, end } = residencyBench({ atOnce: false });
    const a = testModel('a');
    const use = residency.use(a);
    await settled();
    end(true);
    await expect(use).rejects.toThrow('process 1 ended');
    expect(residency.view(a)).toMatchObject({ state: 'failed', note: 'process 1 ended' });
    const again = residency.use(a);
    await settled();
    end();
    await again;
    expect(residency.view(a)).toMatchObject({ state: 'resident', note: null });
  });

  test('that nobody waits for any more is loaded to the end', async () => {
    const { residency, end, pass } = residencyBench({ atOnce: false });
    const a = testModel('a');
    const abort = new AbortController();
    const use = residency.use(a, { signal: abort.signal });
    await settled();
    abort.abort();
    await expect(use).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    await pass(20_000);
    end();
    await settled();
    expect(residency.view(a).state).toBe('asleep');
  });

  test('switched off is refused, and sleeps as soon as what began before is over', async () => {
    const { residency, set } = residencyBench();
    const a = testModel('a');
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

  test('is loaded anew for another provider when nobody uses it', async () => {
    const { residency, set, log } = residencyBench();
    const a = testModel('a');
    const lease = await residency.use(a);
    set(a, { provider: 'webgpu' });
    await settled();
    expect(residency.view(a).note).toBeNull();
    lease.release();
    await settled();
    expect(residency.view(a)).toMatchObject({ instances: 1, note: 'no GPU' });
    expect(log).toEqual(['load 1 a@1', 'unload a@1', 'load 1 a@1']);
  });

  test('whose processes have all failed is loaded into others', async () => {
    const { residency, failForGood, log, heldBy } = residencyBench();
    const a = testModel('a');
    (await residency.use(a)).release();
    failForGood(1);
    const lease = await residency.use(a);
    expect(lease.coldStartMs).toBe(0);
    expect(residency.view(a)).toMatchObject({ state: 'resident', instances: 1 });
    expect(log).toEqual(['load 1 a@1', 'unload a@1', 'load 1 a@1']);
    expect(heldBy('a@1')).toEqual([2]);
  });
});

describe('processes', () => {
  test('one that is ready is enough to begin, while the others load for who needs them all', async () => {
    const { residency, end } = residencyBench({ atOnce: false });
    const a = testModel('a');
    const events: string[] = [];
    const all = residency.use(a, { instances: 'all' }).then((lease) => {
      events.push(`all begins with ${lease.instances}`);
      return lease;
    });
    const one = residency.use(a).then((lease) => {
      events.push(`one begins with ${lease.instances}`);
      return lease;
    });
    await settled();
    for (let count = 1; count <= 3; count++) {
      events.push(`process ${count} is ready`);
      end(false, 1);
      await settled();
    }
    expect(events).toEqual([
      'process 1 is ready',
      'one begins with 1',
      'process 2 is ready',
      'process 3 is ready',
      'all begins with 3',
    ]);
    expect(residency.view(a)).toMatchObject({ instances: 3, memoryBytes: 1.5e6 });
    for (const use of [all, one]) (await use).release();
  });

  test('a cold start is told to those who waited for it', async () => {
    const { residency, end, pass } = residencyBench({ atOnce: false });
    const a = testModel('a');
    const cold = residency.use(a);
    await pass(300);
    const later = residency.use(a);
    await pass(200);
    end();
    expect((await cold).coldStartMs).toBe(500);
    expect((await later).coldStartMs).toBe(200);
    expect((await residency.use(a)).coldStartMs).toBeNull();
    const more = residency.use(a, { instances: 2 });
    await pass(100);
    end();
    expect((await more).coldStartMs).toBeNull();
  });

  test('come and go as a lease says, up to the cap', async () => {
    const { residency, set, log } = residencyBench();
    const a = testModel('a', 2);
    set(a, { instances: 2 });
    const lease = await residency.use(a);
    expect([lease.instances, residency.view(a).memoryBytes]).toEqual([1, 2e6]);
    await lease.resize(9);
    expect([lease.instances, residency.view(a).memoryBytes]).toEqual([2, 2e6]);
    set(a, { instances: null });
    await lease.resize(9);
    expect([lease.instances, residency.view(a).memoryBytes]).toEqual([3, 3e6]);
    await lease.resize(1);
    expect([lease.instances, residency.view(a).memoryBytes]).toEqual([1, 2e6]);
    await Promise.all([lease.resize(3), lease.resize(0), lease.resize(2)]);
    expect(lease.instances).toBe(2);
    lease.release();
    await lease.resize(3);
    expect(residency.view(a).instances).toBe(2);
    expect(log.filter((line) => line.includes('twice') || line.startsWith('unload'))).toEqual([]);
  });

  test('that are leaving are not there for a use that comes meanwhile', async () => {
    const { residency, log } = residencyBench();
    const a = testModel('a');
    const lease = await residency.use(a, { instances: 'all' });
    const fewer = lease.resize(1);
    while (log.length < 2) await Promise.resolve();
    const again = await residency.use(a, { instances: 'all' });
    log.push('begins');
    expect(log).toEqual(['load 3 a@1', 'resize 1 a@1', 'resize 3 a@1', 'begins']);
    expect(again.instances).toBe(3);
    await fewer;
  });

  test('that cannot be had are told of, and the lease keeps what it has', async () => {
    const { residency, end, log } = residencyBench({ atOnce: false });
    const a = testModel('a');
    const use = residency.use(a);
    await settled();
    end();
    const lease = await use;
    const more = lease.resize(3);
    await settled();
    end(true, 1);
    end(false);
    await expect(more).rejects.toThrow('process 2 ended');
    await settled();
    // Process 3 could load it, but nobody needs two.
    expect(lease.instances).toBe(1);
    expect(residency.view(a).state).toBe('resident');
    const again = lease.resize(2);
    await settled();
    end();
    await again;
    expect(lease.instances).toBe(2);
    expect(log).toEqual(['load 1 a@1', 'resize 3 a@1', 'resize 1 a@1', 'resize 2 a@1']);
  });

  test('fewer than there should be are enough where no more work', async () => {
    const { residency, failForGood, repair } = residencyBench();
    const a = testModel('a');
    failForGood(1);
    const lease = await residency.use(a, { instances: 'all' });
    expect(lease.instances).toBe(2);
    repair();
    (await residency.use(a, { instances: 'all' })).release();
    expect(lease.instances).toBe(3);
  });

  test('that were needed stay for a while, then as many as the rest needs', async () => {
    const { residency, pass, set } = residencyBench();
    const a = testModel('a');
    const one = await residency.use(a);
    (await residency.use(a, { instances: 'all' })).release();
    await pass(9_000);
    (await residency.use(a, { instances: 2 })).release();
    expect(residency.view(a).instances).toBe(3);
    await pass(1_000);
    expect(residency.view(a).instances).toBe(2);
    await pass(9_000);
    expect(residency.view(a).instances).toBe(1);
    set(a, { pinned: true });
    (await residency.use(a, { instances: 'all' })).release();
    one.release();
    await pass(10_000);
    expect(residency.view(a)).toMatchObject({ state: 'resident', instances: 1 });
  });

  test('over a new cap leave when nobody needs them, and nothing is loaded for one', async () => {
    const { residency, set, log } = residencyBench();
    const a = testModel('a');
    const all = await residency.use(a, { instances: 'all' });
    set(a, { instances: 1 });
    await settled();
    expect(all.instances).toBe(3);
    const later = await residency.use(a, { instances: 'all' });
    all.release();
    await settled();
    // It began when there were three, and may know them by name.
    expect(later.instances).toBe(3);
    later.release();
    await settled();
    expect(residency.view(a).instances).toBe(1);
    set(a, { instances: null });
    await settled();
    expect(log).toEqual(['load 3 a@1', 'resize 1 a@1']);
  });
});

describe('the budget', () => {
  test('puts those to sleep that were idle longest', async () => {
    const { residency, pass } = residencyBench({ budgetMb: 10 });
    const [a, b, c] = [testModel('a', 4), testModel('b', 4), testModel('c', 4)];
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

  test('makes room for more processes of a model as well', async () => {
    const { residency, pass } = residencyBench({ budgetMb: 10 });
    const [a, b] = [testModel('a', 4), testModel('b', 6)];
    await residency.load(a);
    await pass(10);
    const lease = await residency.use(b);
    expect(residency.budget.residentBytes).toBe(10e6);
    await lease.resize(3);
    expect([residency.view(a).state, residency.budget.residentBytes]).toEqual(['asleep', 9e6]);
  });

  test('never stops one model that is larger than it', async () => {
    const { residency } = residencyBench({ budgetMb: 1 });
    const [a, b] = [testModel('a', 4), testModel('b', 4)];
    (await residency.use(a)).release();
    expect(residency.view(a).state).toBe('resident');
    await residency.load(b);
    expect([residency.view(a).state, residency.view(b).state]).toEqual(['asleep', 'resident']);
  });
});
