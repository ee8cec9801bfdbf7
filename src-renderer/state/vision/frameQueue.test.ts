import fc from 'fast-check';
import { expect, it } from 'vitest';
import { bufferPolicies, type BufferPolicy, createFrameQueue } from './frameQueue.ts';

function queueOf(policy: BufferPolicy, waitingMost = 3) {
  const skipped: number[] = [];
  const queue = createFrameQueue<number>({
    policy,
    waitingMost,
    inFlightMost: 2,
    onSkip: (frame) => skipped.push(frame),
  });
  return { queue, skipped };
}

it('holds frames under wait, in order, until it is full; then the newest is lost', () => {
  const { queue, skipped } = queueOf('wait');
  for (let frame = 1; frame <= 5; frame += 1) queue.offer(frame);
  expect(skipped).toEqual([4, 5]);
  expect(queue.hasRoom).toBe(false);
  expect([queue.next(), queue.next(), queue.next()]).toEqual([1, 2, null]);
  expect(queue.hasRoom).toBe(true);
  expect(queue.counts).toEqual({ delivered: 5, processed: 0, skipped: 2, waiting: 1, inFlight: 2 });
});

it('keeps the newest under drop oldest and the one that waits under drop newest', () => {
  const oldest = queueOf('drop-oldest');
  const newest = queueOf('drop-newest');
  for (const { queue } of [oldest, newest]) for (let frame = 1; frame <= 3; frame += 1) queue.offer(frame);
  expect([oldest.skipped, oldest.queue.next()]).toEqual([[1, 2], 3]);
  expect([newest.skipped, newest.queue.next()]).toEqual([[2, 3], 1]);
});

it('loses nothing under wait where the source asks for room', () => {
  const { queue, skipped } = queueOf('wait', 1);
  let answered = 0;
  for (let frame = 0; frame < 100; frame += 1) {
    while (!queue.hasRoom) {
      if (queue.next() === null) {
        queue.settle('processed');
        answered += 1;
      }
    }
    queue.offer(frame);
  }
  expect(skipped).toEqual([]);
  expect(queue.counts.processed).toBe(answered);
  expect(queue.counts.skipped).toBe(0);
});

it('accounts for every frame, whatever happens in whatever order', () => {
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.constant({ kind: 'offer' as const }) },
    { weight: 3, arbitrary: fc.constant({ kind: 'next' as const }) },
    fc.record({
      kind: fc.constant('settle' as const),
      outcome: fc.constantFrom('processed' as const, 'failed' as const),
    }),
    fc.record({ kind: fc.constant('missed' as const), frames: fc.nat(5) }),
    fc.record({ kind: fc.constant('policy' as const), policy: fc.constantFrom(...bufferPolicies) }),
    fc.constant({ kind: 'clear' as const }),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...bufferPolicies),
      fc.integer({ min: 1, max: 5 }),
      fc.array(step, { maxLength: 200 }),
      (policy, waitingMost, steps) => {
        const { queue, skipped } = queueOf(policy, waitingMost);
        let [offered, missed, failed] = [0, 0, 0];
        const taken: number[] = [];
        for (const one of steps) {
          if (one.kind === 'offer') queue.offer((offered += 1));
          else if (one.kind === 'next') {
            const frame = queue.next();
            if (frame !== null) taken.push(frame);
          } else if (one.kind === 'settle' && queue.counts.inFlight > 0) {
            queue.settle(one.outcome);
            if (one.outcome === 'failed') failed += 1;
          } else if (one.kind === 'missed') {
            queue.missed(one.frames);
            missed += one.frames;
          } else if (one.kind === 'policy') queue.setPolicy(one.policy);
          else if (one.kind === 'clear') queue.clear();
          const { counts } = queue;
          expect(counts.processed + counts.skipped + counts.waiting + counts.inFlight).toBe(counts.delivered);
          expect(counts.delivered).toBe(offered + missed);
          expect(counts.skipped).toBe(skipped.length + missed + failed);
          expect(counts.inFlight).toBeLessThanOrEqual(2);
          expect(counts.waiting).toBeLessThanOrEqual(Math.max(1, waitingMost));
        }
        // No frame is in two places, and those that are taken come in the order they were offered.
        expect(new Set([...taken, ...skipped]).size).toBe(taken.length + skipped.length);
        expect(taken).toEqual(taken.toSorted((a, b) => a - b));
      },
    ),
  );
});
