import { expect, test } from 'vitest';
import type { ServingSettings } from '../contract/online.ts';
import { servingSettings } from './serving-settings.ts';

const usual: ServingSettings = {
  batching: {
    maxRows: 256,
    preferredRows: [],
    windowMs: 0,
    inFlight: 2,
    queueRequests: 1_000,
    timeoutMs: 60_000,
    whenLate: 'reject',
    priority: 5,
  },
  scaling: { upAfterMs: 50, downAfterMs: 60_000, loadWaitMs: 5_000 },
  cache: { on: false, maxBytes: 64_000_000 },
};
const model = { card: { name: 'm', version: '1' } };

/** What is read of this text. */
const readOf = (settings: string): ServingSettings =>
  servingSettings<typeof model>(
    [{ name: 'm', version: '1', settings }],
    () => usual,
    async () => {},
  ).of(model);

test('what was kept is read back', () => {
  const kept: ServingSettings = {
    batching: { ...usual.batching, maxRows: 8, preferredRows: [4], timeoutMs: null, whenLate: 'delay' },
    scaling: { upAfterMs: 1, downAfterMs: 2_000, loadWaitMs: 0 },
    cache: { on: true, maxBytes: 1_000_000 },
  };
  expect(readOf(JSON.stringify(kept))).toEqual(kept);
});

test('a setting that is missing, unknown or out of bounds costs none of the others', () => {
  const kept = {
    batching: { maxRows: 8, preferredRows: [4, 'x'], priority: 99, colour: 'red' },
    scaling: 'fast',
    cache: { on: true },
  };
  expect(readOf(JSON.stringify(kept))).toEqual({
    ...usual,
    batching: { ...usual.batching, maxRows: 8 },
    cache: { ...usual.cache, on: true },
  });
});

test.each(['', 'null', '[]', '7', '{"batching": null}'])('of %j nothing is taken', (text) => {
  expect(readOf(text)).toEqual(usual);
});

test('a change of one setting keeps the others, also in what is stored', async () => {
  const written: string[] = [];
  const store = servingSettings<typeof model>(
    [{ name: 'm', version: '1', settings: '{"batching": {"maxRows": 8}}' }],
    () => usual,
    async ({ settings }) => {
      written.push(settings);
    },
  );
  const changed = await store.change(model, { batching: { inFlight: 1, priority: undefined } });
  expect(changed.batching).toEqual({ ...usual.batching, maxRows: 8, inFlight: 1 });
  expect(written.map((text) => JSON.parse(text))).toEqual([changed]);
});
