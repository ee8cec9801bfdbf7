import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ModelLease } from './model-residency.ts';
import { keyOf, residencyBench, settled, testModel } from './testing/bench.ts';

const kinds = [
  'use',
  'use',
  'use all',
  'use two',
  'give up',
  'resize',
  'resize',
  'release',
  'release',
  'load',
  'unload',
  'pin',
  'unpin',
  'on',
  'off',
  'cap',
  'provider',
  'end one',
  'end one',
  'end all',
  'end all',
  'fail one',
  'process fails',
  'processes come back',
  'pass',
  'budget',
] as const;

const happenings = fc.array(
  fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(1_000), hasty: fc.boolean() }),
  { minLength: 1, maxLength: 60, size: 'max' },
);

interface Held {
  key: string;
  lease: ModelLease;
  /** The processes that hold it while it lasts, if it needs all. */
  all: number[];
}

test('whatever happens: what is used is held, by as many as it needs, and the rest keeps to budget and time', async () => {
  await fc.assert(
    fc.asyncProperty(happenings, async (all) => {
      const bench = residencyBench({ atOnce: false, budgetMb: 8 });
      const { residency, heldBy, log, coming, end, set, settingsOf, pass } = bench;
      const models = [testModel('a', 1), testModel('b', 3), testModel('c', 5), testModel('d', 9)];
      const leases: Held[] = [];
      const waiting: AbortController[] = [];
      /** Models that lost a process to a failure of its own: what was promised about them is void. */
      const bereaved = new Set<string>();
      const quietly = (promise: Promise<unknown>): void => void promise.catch(() => undefined);

      const use = async (one: (typeof models)[number], instances: 'one' | 'all' | 2): Promise<void> => {
        const abort = new AbortController();
        waiting.push(abort);
        const lease = await residency.use(one, { instances, signal: abort.signal });
        const key = keyOf(one);
        expect(lease.key).toBe(key);
        if (!bereaved.has(key)) expect(lease.instances).toBeGreaterThan(0);
        leases.push({ key, lease, all: instances === 'all' ? heldBy(key) : [] });
      };

      const happen = async ({ kind, at }: (typeof all)[number]): Promise<void> => {
        const one = models[at % models.length] ?? testModel('none');
        const chosen = leases[at % Math.max(1, leases.length)];
        switch (kind) {
          case 'use':
            return quietly(use(one, 'one'));
          case 'use all':
            return quietly(use(one, 'all'));
          case 'use two':
            return quietly(use(one, 2));
          case 'give up':
            return waiting.splice(at % Math.max(1, waiting.length), 1)[0]?.abort();
          case 'resize':
            if (chosen) chosen.all = [];
            return quietly(chosen?.lease.resize(1 + (at % 3)) ?? Promise.resolve());
          case 'release':
            return leases.splice(at % Math.max(1, leases.length), 1)[0]?.lease.release();
          case 'load':
            return quietly(residency.load(one));
          case 'unload':
            return quietly(residency.unload(one));
          case 'pin':
          case 'unpin':
            return set(one, { pinned: kind === 'pin' });
          case 'on':
          case 'off':
            return set(one, { on: kind === 'on' });
          case 'cap':
            return set(one, { instances: at % 4 === 0 ? null : at % 4 });
          case 'provider':
            return set(one, { provider: at % 8 < 4 ? 'cpu' : 'webgpu' });
          case 'end one':
            return end(false, 1);
          case 'end all':
            return end(false);
          case 'fail one':
            return end(true, 1);
          case 'process fails': {
            for (const model of models) bereaved.add(keyOf(model));
            return bench.failForGood(1 + (at % 3));
          }
          case 'processes come back':
            return bench.repair();
          case 'pass':
            return pass(at * 20);
          case 'budget':
            return residency.setBudget({ budgetBytes: (2 + (at % 10)) * 1e6 });
        }
      };

      const loadingKeys = (): Set<string> => new Set([...coming].map(({ key }) => key));

      const check = (): void => {
        for (const { key, lease, all: known } of leases) {
          if (bereaved.has(key)) continue;
          expect(lease.instances, `${key} is in use and gone`).toBeGreaterThan(0);
          expect(heldBy(key), `${key} left a process that a use knows`).toEqual(
            expect.arrayContaining(known),
          );
        }
        for (const one of models) {
          const view = residency.view(one);
          if (view.state !== 'resident') continue;
          if (!bereaved.has(keyOf(one))) expect(view.instances).toBeGreaterThan(0);
        }
      };

      for (const step of all) {
        await happen(step);
        if (step.hasty) continue;
        await settled();
        check();
      }
      bench.repair();
      const endLoads = async (): Promise<void> => {
        await settled();
        while (coming.size > 0) {
          end();
          await settled();
        }
      };
      await endLoads();
      expect(loadingKeys().size).toBe(0);
      const inUse = new Set(leases.map(({ key }) => key));
      const { budgetBytes, residentBytes } = residency.budget;
      const couldGo = models.filter(
        (one) => heldBy(keyOf(one)).length > 0 && !inUse.has(keyOf(one)) && !settingsOf(one).pinned,
      );
      if (residentBytes > budgetBytes) expect(couldGo.length).toBeLessThanOrEqual(1);
      for (const one of models) {
        if (!bereaved.has(keyOf(one))) {
          expect(residency.view(one).state === 'resident').toBe(heldBy(keyOf(one)).length > 0);
        }
        if (!settingsOf(one).on && !inUse.has(keyOf(one))) expect(heldBy(keyOf(one))).toEqual([]);
      }
      // Whoever asks now gets what they ask for.
      for (const { lease } of leases) {
        const resized = lease.resize(2);
        await endLoads();
        await resized;
      }
      for (const one of models) {
        const used = residency.use(one, { instances: 'all', evenWhenOff: true });
        await endLoads();
        const lease = await used;
        expect(lease.instances).toBeGreaterThanOrEqual(settingsOf(one).instances ?? 3);
        lease.release();
      }
      for (const { lease } of leases) lease.release();
      await endLoads();
      await pass(1e7);
      for (const one of models) {
        const { pinned, on } = settingsOf(one);
        expect(heldBy(keyOf(one))).toHaveLength(pinned && on ? 1 : 0);
      }
      expect(log.filter((line) => line.startsWith('twice') || line.startsWith('at once'))).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
}, 60_000);
