import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FailureError, toFailure } from '../contract/failure.ts';
import {
  defaultRetryPolicy,
  dueMs,
  hasEnded,
  type JobEvent,
  type JobLife,
  newJobLife,
  retryWaitMs,
  stepJob,
} from './job.ts';

const policy = defaultRetryPolicy;
const steps = (life: JobLife, ...events: JobEvent[]) =>
  events.reduce((before, event) => stepJob(before, event, policy), life);
const running = () => steps(newJobLife(null), { kind: 'lease', atMs: 100 });
const failure = (retryable: boolean) => ({
  code: 'ENGINE_CRASHED' as const,
  message: 'fell over',
  retryable,
});

const atMs = fc.integer({ min: 0, max: 200_000 });
const anyEvent: fc.Arbitrary<JobEvent> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('lease' as const),
      atMs: fc.integer({ min: 100_000, max: 900_000 }),
    }),
  },
  fc.record({
    kind: fc.constantFrom('checkpoint' as const, 'pause' as const, 'resume' as const, 'restore' as const),
  }),
  fc.record({
    kind: fc.constantFrom('finish' as const, 'stop' as const, 'cancel' as const, 'remove' as const),
    atMs,
  }),
  fc.record({ kind: fc.constant('fail' as const), atMs, failure: fc.boolean().map(failure) }),
  fc.record({ kind: fc.constant('reclaim' as const), atMs, lastSeenMs: atMs }),
);

describe('the life of a job', () => {
  test('a queued job that is leased runs, and counts its time when it ends', () => {
    const done = steps(running(), { kind: 'finish', atMs: 350 });
    expect(done).toMatchObject({ state: 'done', startedMs: 100, endedMs: 350, ranMs: 250, leased: false });
  });

  test('time spent paused does not count', () => {
    const life = steps(
      running(),
      { kind: 'pause' },
      { kind: 'stop', atMs: 200 },
      { kind: 'resume' },
      { kind: 'lease', atMs: 10_000 },
      { kind: 'finish', atMs: 10_050 },
    );
    expect(life).toMatchObject({ startedMs: 100, ranMs: 150 });
  });

  test('a paused run still holds the job until it has stopped', () => {
    const pausing = steps(running(), { kind: 'pause' }, { kind: 'resume' });
    expect(dueMs(pausing)).toBeNull();
    expect(() => stepJob(pausing, { kind: 'lease', atMs: 500 }, policy)).toThrow(FailureError);
    expect(dueMs(steps(pausing, { kind: 'stop', atMs: 300 }))).toBe(0);
  });

  test.each([
    ['cancelled', true, 'cancelled'],
    ['cancelled', false, 'cancelled'],
    ['paused', true, 'paused'],
    ['paused', false, 'failed'],
  ] as const)('a run that fails while being %s (may pass: %s) leaves it %s', (word, retryable, state) => {
    const told: JobEvent = word === 'paused' ? { kind: 'pause' } : { kind: 'cancel', atMs: 150 };
    expect(steps(running(), told, { kind: 'fail', atMs: 200, failure: failure(retryable) }).state).toBe(
      state,
    );
  });

  test('waits grow threefold up to a minute', () => {
    expect([1, 2, 3, 4, 5, 50].map((n) => retryWaitMs(policy, n))).toEqual([
      1_000, 3_000, 9_000, 27_000, 60_000, 60_000,
    ]);
  });

  test('a checkpoint makes tries and crashes count from the beginning', () => {
    const life = steps(
      running(),
      { kind: 'fail', atMs: 200, failure: failure(true) },
      { kind: 'lease', atMs: 5_000 },
      { kind: 'reclaim', atMs: 6_000, lastSeenMs: 5_500 },
      { kind: 'lease', atMs: 7_000 },
    );
    expect(life).toMatchObject({ attempts: 1, crashes: 1, ranMs: 600 });
    expect(steps(life, { kind: 'checkpoint' })).toMatchObject({ attempts: 0, crashes: 0 });
  });

  test('one crash too many in a row without progress fails it, and resume starts the count again', () => {
    let life = newJobLife(null);
    for (let n = 0; n < defaultRetryPolicy.maxCrashes; n += 1) {
      life = steps(life, { kind: 'lease', atMs: n }, { kind: 'reclaim', atMs: n, lastSeenMs: n });
    }
    expect(life).toMatchObject({ state: 'failed', crashes: defaultRetryPolicy.maxCrashes });
    expect(steps(life, { kind: 'resume' })).toMatchObject({ state: 'queued', crashes: 0, failure: null });
  });

  test.each([
    ['pause', { kind: 'pause' }, 'Cannot pause this job: it is done.'],
    ['resume', { kind: 'resume' }, 'Cannot resume this job: it is done.'],
    ['cancel', { kind: 'cancel', atMs: 1 }, 'Cannot cancel this job: it is done.'],
  ] as const)('what is not possible is refused in words: %s', (_, event, message) => {
    const done = steps(running(), { kind: 'finish', atMs: 200 });
    expect(() => stepJob(done, event, policy)).toThrow(message);
  });

  test('only an ended job can be removed', () => {
    expect(() => stepJob(running(), { kind: 'remove', atMs: 1 }, policy)).toThrow(
      'Cannot remove this job: it is running. Wait until it has stopped.',
    );
    expect(() => stepJob(newJobLife(null), { kind: 'remove', atMs: 1 }, policy)).toThrow('Cancel it first.');
  });

  test('whatever happens, a life makes sense, and what is refused is JOB_STATE', () => {
    fc.assert(
      fc.property(fc.array(anyEvent, { maxLength: 60, size: 'max' }), (events) => {
        let life = newJobLife(null);
        for (const event of events) {
          const before = structuredClone(life);
          let after: JobLife;
          try {
            after = stepJob(life, event, policy);
          } catch (thrown) {
            expect(toFailure(thrown)).toMatchObject({ code: 'JOB_STATE', retryable: false });
            continue;
          } finally {
            expect(life).toEqual(before);
          }
          expect(after.nextAttemptMs !== null).toBe(after.state === 'retrying');
          expect(after.endedMs !== null).toBe(hasEnded(after.state));
          expect(after.leased).toBe(after.leasedMs !== null);
          if (after.state === 'running') expect(after.leased).toBe(true);
          if (after.leased && !before.leased) expect(event.kind).toBe('lease');
          if (before.leased && !after.leased)
            expect(['finish', 'fail', 'stop', 'reclaim']).toContain(event.kind);
          if (before.state === 'done') expect(after.state).toBe('done');
          if (after.state === 'failed') expect(after.failure).not.toBeNull();
          if (after.state !== 'failed') expect(after.attempts).toBeLessThan(policy.maxAttempts);
          if (after.removedMs !== null) expect(hasEnded(after.state) && !after.leased).toBe(true);
          expect(after.ranMs).toBeGreaterThanOrEqual(before.ranMs);
          life = after;
        }
      }),
      { numRuns: 400, seed: 20_261_103 },
    );
  });
});
