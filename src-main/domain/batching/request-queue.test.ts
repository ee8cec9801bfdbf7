import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRequestQueue, type Queued } from './request-queue.ts';

interface Request extends Queued {
  id: number;
}

/** The same rules, written as plainly as possible. */
function plainQueue() {
  let lines: { line: number; request: Request }[] = [];
  const sorted = () => [...lines].sort((a, b) => a.line - b.line).map(({ request }) => request);
  return {
    sorted,
    add: (request: Request) => void lines.push({ line: request.priority, request }),
    putBack: (request: Request) => void lines.unshift({ line: request.priority, request }),
    remove(request: Request) {
      const before = lines.length;
      lines = lines.filter((one) => one.request !== request);
      return lines.length < before;
    },
    delay(request: Request) {
      if (this.remove(request)) lines.push({ line: Number.POSITIVE_INFINITY, request });
    },
    take(count: number) {
      const taken = sorted().slice(0, count);
      for (const request of taken) this.remove(request);
      return taken;
    },
  };
}

const ids = (requests: Iterable<Request>): number[] => [...requests].map(({ id }) => id);

const steps = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('add' as const), priority: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ do: fc.constant('add' as const), priority: fc.integer({ min: 1, max: 100 }) }),
    fc.record({ do: fc.constantFrom('remove' as const, 'delay' as const), which: fc.nat() }),
    fc.record({ do: fc.constant('take' as const), count: fc.integer({ min: 0, max: 5 }) }),
    fc.record({ do: fc.constant('putBack' as const) }),
  ),
  { maxLength: 60 },
);

it('serves by priority and arrival, whatever is taken out of its middle or put back', () => {
  fc.assert(
    fc.property(steps, (all) => {
      const queue = createRequestQueue<Request>();
      const plain = plainQueue();
      let taken: Request[] = [];
      let nextId = 0;
      for (const step of all) {
        const waiting = plain.sorted();
        if (step.do === 'add') {
          const request = { id: nextId++, priority: step.priority, place: null };
          queue.add(request);
          plain.add(request);
        } else if (step.do === 'take') {
          taken = queue.take(step.count);
          expect(ids(taken)).toEqual(ids(plain.take(step.count)));
        } else if (step.do === 'putBack') {
          for (const request of taken.toReversed()) {
            queue.putBack(request);
            plain.putBack(request);
          }
          taken = [];
        } else {
          const request = waiting[step.which % Math.max(1, waiting.length)];
          if (!request) continue;
          if (step.do === 'remove') expect(queue.remove(request)).toBe(plain.remove(request));
          else {
            queue.delay(request);
            plain.delay(request);
          }
        }
        expect(ids(queue)).toEqual(ids(plain.sorted()));
        expect(queue.size).toBe(plain.sorted().length);
      }
    }),
  );
});

it('goes through a hundred thousand requests, half of them left again, without slowing down', () => {
  const queue = createRequestQueue<Request>();
  const requests = Array.from({ length: 100_000 }, (_, id): Request => ({ id, priority: 1, place: null }));
  for (const request of requests) queue.add(request);
  for (const request of requests) if (request.id % 2 === 1) queue.remove(request);
  const served: number[] = [];
  while (queue.size > 0) served.push(...queue.take(7).map(({ id }) => id));
  expect(served).toEqual(requests.filter(({ id }) => id % 2 === 0).map(({ id }) => id));
});

it('keeps nothing of requests that left, nor a line for every priority there ever was', () => {
  const queue = createRequestQueue<Request>();
  const first: Request = { id: -1, priority: 1, place: null };
  queue.add(first);
  for (let id = 0; id < 1000; id++) {
    const request: Request = { id, priority: id + 2, place: null };
    queue.add(request);
    if (id % 2 === 0) queue.delay(request);
    queue.remove(request);
  }
  expect(queue.kept.lines).toBeLessThan(20);
  expect(queue.kept.places).toBe(1);
  expect(ids(queue.take(5))).toEqual([-1]);
});
