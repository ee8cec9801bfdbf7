import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { HistoryEntry } from '../contract/history.ts';
import type { Instance, Prediction } from '../contract/models.ts';
import { type MemoryStore, memoryStore } from '../store/testing/memory-store.ts';
import { createHistoryService, type HistoryService } from './history.ts';
import { predictAndRecord } from './predict-and-record.ts';
import type { PredictService } from './predict.ts';

const dayMs = 24 * 60 * 60_000;
let store: MemoryStore;
let nowMs: number;
let writes: number;
let history: HistoryService;
let troubles: unknown[];
let predict: PredictService['predict'];

beforeEach(() => {
  vi.useFakeTimers();
  store = memoryStore();
  nowMs = 100 * dayMs;
  writes = 0;
  troubles = [];
  predict = async ({ model, instances }) => ({
    name: model.name,
    version: model.version ?? '1',
    predictions: instances.map(({ delay }) => ({ prediction: Number(delay) > 10 ? 'late' : 'on time' })),
    timing: { queue: 0, encode: 0, infer: 0, decode: 0 },
    cached: false,
    coldStartMs: null,
  });
  const sinceMs = () => nowMs - 30 * dayMs;
  history = createHistoryService({
    archive: {
      add: async (predictions) => {
        writes += 1;
        const keep = { sinceMs: sinceMs(), count: 1_000, sizeBytes: 1e6 };
        store.call('predictions.add', { predictions, keep });
      },
      list: async (query) => store.call('predictions.list', { ...query, sinceMs: sinceMs() }),
      replayable: async (name, limit) =>
        store.call('predictions.replayable', { name, limit, sinceMs: sinceMs() }),
      forget: async (which) => store.call('predictions.forget', which),
    },
    predict: (request, signal) => predict(request, signal),
    nowMs: () => nowMs,
    onTrouble: (thrown) => troubles.push(thrown),
  });
});
afterEach(async () => {
  await history.stop();
  expect(troubles.splice(0)).toEqual([]);
  store.close();
  vi.useRealTimers();
});

const never = new AbortController().signal;
const answered = (instance: Instance, prediction: Prediction, name = 'm') => ({
  ...{ name, version: '1', instance, prediction },
  timing: { queue: 0, encode: 0, infer: 1, decode: 0 },
  coldStartMs: null,
});
const record = (
  instance: Instance,
  prediction: Prediction = { prediction: 'late' },
  door: HistoryEntry['door'] = 'console',
  name = 'm',
): void => history.record(door, () => answered(instance, prediction, name));
const list = (search = '', name: string | null = null) =>
  history.list({ name, search, before: null, limit: 500 });
const delays = async (search = '') => (await list(search)).entries.map(({ instance }) => instance?.delay);

test('is read as it was told, and many are one write', async () => {
  for (let delay = 0; delay < 30; delay += 1) record({ delay });
  expect(writes).toBe(0);
  await vi.advanceTimersByTimeAsync(200);
  expect(writes).toBe(1);
  record({ delay: 30 });
  expect((await delays()).slice(0, 3)).toEqual([30, 29, 28]);
});

test('is searched by words of values, predictions and versions', async () => {
  record(
    { delay: 12.5, origin: 'JFK', note: 'Zürich Süd' },
    { prediction: 'late', probabilities: { never: 0.1 } },
  );
  record({ delay: 3, origin: 'LGA' }, { prediction: { price: 42.25 } });
  record({ delay: null, origin: 'SEA' }, { prediction: [{ label: 'Dog', score: 1, box: [0, 0, 1, 1] }] });
  record({ delay: 9 }, { prediction: null, rejected: 'dep_delay is missing' });
  expect(await delays('jfk LATE')).toEqual([12.5]);
  expect(await delays('12.5')).toEqual([12.5]);
  expect(await delays('  süd\tzürich ')).toEqual([12.5]);
  expect(await delays('42.25')).toEqual([3]);
  expect(await delays('dog')).toEqual([null]);
  expect(await delays('missing')).toEqual([9]);
  expect(await delays('never')).toEqual([]);
  expect((await delays('1')).length).toBe(4);
});

test('30 days are kept', async () => {
  record({ delay: 1 });
  await list();
  nowMs += 29 * dayMs;
  record({ delay: 2 });
  expect(await delays()).toEqual([2, 1]);
  nowMs += 2 * dayMs;
  expect(await delays()).toEqual([2]);
  record({ delay: 3 });
  await list();
  expect(
    store.call('predictions.list', { name: null, words: [], before: null, sinceMs: 0, limit: 9 }).entries,
  ).toHaveLength(2);
});

test('of a flood from programs about ten a second are kept, and only those are looked at', async () => {
  let made = 0;
  for (let at = 0; at < 10_000; at += 1) {
    nowMs += 1;
    history.record('http', () => {
      made += 1;
      return answered({}, { prediction: 1 });
    });
  }
  expect(made).toBeGreaterThanOrEqual(100);
  expect(made).toBeLessThanOrEqual(111);
  // The person at the console is not kept out by it.
  record({ delay: 77 });
  expect((await delays())[0]).toBe(77);
});

test('a picture is not kept, what was predicted from it is', async () => {
  record({ image: 'A'.repeat(70_000) });
  record({ text: 'ü'.repeat(40_000) });
  record({ text: 'x'.repeat(60_000) });
  const { entries } = await list();
  expect(entries.map(({ instance }) => instance === null)).toEqual([false, true, true]);
  const many = Object.fromEntries(Array.from({ length: 5_000 }, (_, at) => [`class number ${at}`, 1 / 3]));
  record({}, { prediction: 'class number 1', probabilities: many });
  expect((await list()).entries[0]?.prediction).toEqual({ prediction: 'class number 1' });
});

test('what cannot be kept is no failure of who was answered', async () => {
  expect(() =>
    history.record('http', () => {
      throw new SyntaxError('no JSON');
    }),
  ).not.toThrow();
  expect(troubles.splice(0)).toEqual([new SyntaxError('no JSON')]);
  expect((await list()).entries).toEqual([]);
});

describe('watching', () => {
  test('gives the first page again after changes, about twice a second', async () => {
    const stop = new AbortController();
    const pages = history.watch({ name: null, search: '', before: null, limit: 10 }, stop.signal);
    expect((await pages.next()).value.entries).toHaveLength(0);
    const next = pages.next();
    record({ delay: 1 });
    await vi.advanceTimersByTimeAsync(500);
    expect((await next).value.entries).toHaveLength(1);
    const last = pages.next();
    stop.abort();
    expect((await last).done).toBe(true);
  });
});

test('is forgotten by model or one by one', async () => {
  record({ delay: 1 });
  record({ delay: 2 }, undefined, 'http', 'n');
  const [newest] = (await list()).entries;
  expect(newest).toMatchObject({ name: 'n', door: 'http' });
  expect(await history.forget({ id: newest?.id ?? 0 })).toEqual({ forgotten: 1 });
  record({ delay: 3 });
  expect(await history.forget({ name: 'm' })).toEqual({ forgotten: 2 });
  expect((await list()).entries).toEqual([]);
});

test('is asked again on another version, in pieces, with what changed counted', async () => {
  for (let delay = 0; delay < 40; delay += 1) record({ delay }, { prediction: 'late' });
  record({ image: 'A'.repeat(70_000) });
  const pieces: number[] = [];
  const real = predict;
  predict = (request, signal) => {
    pieces.push(request.instances.length);
    return real(request, signal);
  };
  const { rows, changed } = await history.replay({ name: 'm', on: { name: 'm', version: '2' } }, never);
  expect(pieces).toEqual([16, 16, 8]);
  expect(rows).toHaveLength(40);
  expect(changed).toBe(11);
  expect(rows[0]).toMatchObject({ entry: { instance: { delay: 39 } }, now: { prediction: 'late' } });
});

test('predict keeps a single row where that is asked for, under the door it came through', async () => {
  const recording = predictAndRecord({ predict: (...args) => predict(...args), history });
  const model = { name: 'm', version: '1' };
  await recording({ model, instances: [{ delay: 1 }], record: true }, 'browser', never);
  await recording({ model, instances: [{ delay: 2 }], record: true }, 'command', never);
  await recording({ model, instances: [{ delay: 3 }], record: false }, 'desktop', never);
  await recording({ model, instances: [{ delay: 4 }, { delay: 5 }], record: true }, 'desktop', never);
  const { entries } = await list();
  expect(entries.map(({ door, instance }) => [door, instance?.delay])).toEqual([
    ['command', 2],
    ['console', 1],
  ]);
});
