import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLatest } from './latest.ts';

/** Work whose answers are given by hand. */
function byHand() {
  const open: { input: number; answer: (ok: boolean) => void; signal: AbortSignal }[] = [];
  const told: number[] = [];
  const failures: number[] = [];
  const latest = createLatest<number, number>({
    work: (input, signal) =>
      new Promise((resolve, reject) => {
        open.push({ input, signal, answer: (ok) => (ok ? resolve(input) : reject(new Error('no'))) });
      }),
    done: (_, output) => told.push(output),
    failed: (input) => failures.push(input),
  });
  return { open, told, failures, latest };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test('while one runs only the newest waits, and an answer to an older one is not told', async () => {
  const { open, told, latest } = byHand();
  for (const input of [1, 2, 3, 4]) latest.push(input);
  expect(open.map(({ input }) => input)).toEqual([1]);
  open[0]?.answer(true);
  await settled();
  expect(open.map(({ input }) => input)).toEqual([1, 4]);
  open[1]?.answer(true);
  await settled();
  expect(told).toEqual([4]);
});

test('what is dropped is aborted and not told', async () => {
  const { open, told, failures, latest } = byHand();
  latest.push(1);
  latest.drop();
  expect(open[0]?.signal.aborted).toBe(true);
  open[0]?.answer(false);
  await settled();
  latest.push(2);
  open[1]?.answer(true);
  await settled();
  expect([told, failures]).toEqual([[2], []]);
});

test('in any order of events: at most one runs, answers come in the order of inputs, the last one is always told', async () => {
  const events = fc.array(fc.constantFrom('push', 'answer', 'fail', 'drop'), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(events, async (list) => {
      const { open, told, failures, latest } = byHand();
      let last = 0;
      let dropped = true;
      let answered = 0;
      for (const event of list) {
        if (event === 'push') {
          last += 1;
          dropped = false;
          latest.push(last);
        } else if (event === 'drop') {
          dropped = true;
          latest.drop();
        } else if (open.length > answered) {
          open[answered]?.answer(event === 'answer');
          answered += 1;
          await settled();
        }
        expect(open.length - answered).toBeLessThanOrEqual(1);
      }
      while (open.length > answered) {
        open[answered]?.answer(true);
        answered += 1;
        await settled();
      }
      expect(told).toEqual([...told].sort((a, b) => a - b));
      if (!dropped) expect([...told, ...failures]).toContain(last);
    }),
  );
});
