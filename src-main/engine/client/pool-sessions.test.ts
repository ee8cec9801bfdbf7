import fc from 'fast-check';
import { expect, test } from 'vitest';
import { manualClock } from '../../domain/testing/manual-clock.ts';
import { type AnsweringChild, answeringFork } from '../testing/answering-fork.ts';
import { byBusiness } from './by-business.ts';
import { createEnginePool, type SessionRun } from './index.ts';

const size = 3;
const keys = ['a', 'b'];
const kinds = [
  'load',
  'resize',
  'resize',
  'run',
  'run',
  'run',
  'go on',
  'go on',
  'go on',
  'go on',
  'crash',
  'pass',
  'unload',
] as const;

/** Lets everything that was settled reach who waits for it. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function memoryPool() {
  const clock = manualClock();
  const missed: string[] = [];
  const { fork, childOf, finish } = answeringFork({ onMissing: (key) => missed.push(key) });
  const pool = createEnginePool({
    entryUrl: new URL('file:///entry.js'),
    size,
    fork,
    timers: clock,
    nowMs: clock.nowMs,
    bootDeadlineMs: 1e9,
    callDeadlineMs: 1e9,
  });
  pool.start();
  const child = (index: number): AnsweringChild | undefined => childOf(pool.status[index]?.pid ?? null);
  return {
    pool,
    clock,
    missed,
    child,
    finish,
  };
}

test('whatever happens, a call to a holder finds the session, and each process holds what it is to hold', async () => {
  const steps = fc.array(
    fc.record({ kind: fc.constantFrom(...kinds), at: fc.nat(100), key: fc.constantFrom(...keys) }),
    { minLength: 1, maxLength: 80, size: 'max' },
  );
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { pool, clock, missed, child, finish } = memoryPool();
      const unloading = new Set<string>();
      const quietly = (promise: Promise<unknown>): void => void promise.catch(() => undefined);
      for (const { kind, at, key } of all) {
        const instances = 1 + (at % size);
        const source = { key, modelPath: `${key}.onnx`, sha256: null };
        if (kind === 'load' && !unloading.has(key)) quietly(pool.loadSession(source, { instances }));
        else if (kind === 'resize') quietly(pool.resizeSession(key, { instances }));
        else if (kind === 'run') {
          const holders = pool.holders(key);
          const holder =
            at % 2 === 0 ? holders.sort(byBusiness)[0] : holders[at % Math.max(1, holders.length)];
          // Whoever unloads it everywhere sees to it that nobody uses it.
          if (holder && !unloading.has(key)) {
            const run: SessionRun = { key, feeds: {} };
            quietly(holder.call('session.run', run));
          }
        } else if (kind === 'go on') child(at % size)?.goOn(at % 7 < 4);
        else if (kind === 'crash') child(at % size)?.crash();
        else if (kind === 'pass') clock.advance(5_000);
        else if (kind === 'unload') {
          await finish();
          unloading.add(key);
          quietly(pool.unloadSession(key).finally(() => unloading.delete(key)));
        }
        // A process that was just started says nothing in the same turn.
        if (at % 3 > 0 || kind === 'crash') await settled();
      }
      await finish();
      clock.advance(400_000);
      await finish();
      expect(missed).toEqual([]);
      for (const key of keys) {
        const held = pool.holders(key);
        pool.handles.forEach((handle, index) => {
          expect(child(index)?.sessions.has(key)).toBe(held.includes(handle));
        });
        const source = { key, modelPath: `${key}.onnx`, sha256: null };
        const loaded = pool.loadSession(source, { instances: 2 });
        await finish();
        expect((await loaded).length).toBeGreaterThanOrEqual(2);
        for (const instances of [2, 3, 1]) {
          const resized = pool.resizeSession(key, { instances });
          await finish();
          expect(await resized).toHaveLength(instances);
          expect(pool.holders(key)).toHaveLength(instances);
        }
      }
      await pool.stop();
    }),
    { numRuns: 500 },
  );
}, 60_000);
