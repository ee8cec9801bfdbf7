import { expect, it } from 'vitest';
import type { AppStatus, Job, ModelSummary } from '../../src-main/contract/index.ts';
import { needsOf } from './attention.ts';

const nowMs = 1_000_000_000_000;
const engine: AppStatus['engine'] = {
  state: 'degraded',
  processes: ['ready', 'failed', 'restarting', 'failed'].map((state, at) => ({
    number: at + 1,
    pid: 1,
    state: state as 'ready',
    work: null,
    rssBytes: null,
    cpuShare: null,
    restarts: 0,
  })),
};
const status: AppStatus = {
  atMs: nowMs,
  engine,
  jobs: { running: 0, queued: 0, paused: 0 },
  queuePaused: false,
  server: { state: 'off', url: null },
  offline: { on: false, refused: 0 },
  served: {
    rows: 0,
    today: { rows: 0, sinceMs: nowMs },
    hour: { sinceMs: nowMs, answered: 0, notAnswered: 0, p50Ms: null, p99Ms: null },
  },
  cpuShare: 0,
  memoryBytes: 0,
  notices: [
    { id: 'n', level: 'bad', title: 'The store was restored', text: 'from a backup', atMs: nowMs - 60_000 },
  ],
};
const job = (id: string, state: Job['state'], rejected: number, endedAtMs: number): Job => ({
  id,
  state,
  inputPath: id,
  inputName: `${id}.csv`,
  outputPath: id,
  model: { name: 'm', version: '1' },
  createdAtMs: endedAtMs,
  startedAtMs: endedAtMs,
  endedAtMs,
  runAfterMs: null,
  waitingFor: null,
  attempts: 1,
  failure: null,
  progress: {
    rowsDone: 100,
    rejected,
    bytesDone: 0,
    bytesTotal: 0,
    share: 1,
    rowsPerSecond: null,
    secondsLeft: null,
    stages: { read: 0, encode: 0, infer: 0, write: 0 },
  },
});

it('puts the worst first and then the newest, and leaves out what was seen, is fine or is long past', () => {
  const jobs = [
    job('fine', 'done', 0, nowMs),
    job('rejected', 'done', 3, nowMs),
    job('failed', 'failed', 0, nowMs - 120_000),
    job('seen', 'failed', 0, nowMs),
    job('old', 'failed', 0, nowMs - 30 * 86_400_000),
  ];
  const needs = needsOf(status, [], jobs, new Set(['seen']), nowMs);
  expect(needs.map((need) => [need.level, need.subject])).toEqual([
    ['bad', 'The store was restored'],
    ['bad', 'failed.csv'],
    ['warn', 'Engine'],
    ['warn', 'rejected.csv'],
  ]);
  expect(needs.find((need) => need.id === 'engine')?.why).toBe('2, 4 failed · 3 restarting');
});

it('is empty when all is well, and before anything is known', () => {
  const calm: AppStatus = { ...status, notices: [], engine: { ...engine, state: 'ready' } };
  expect(needsOf(calm, [], [job('fine', 'done', 0, nowMs)], new Set(), nowMs)).toEqual([]);
  expect(needsOf(null, [], [], new Set(), nowMs)).toEqual([]);
});

it('a model whose server does not answer is among it, unless it is switched off', () => {
  const away = (on: boolean, note: string | null) =>
    ({
      ...{ name: 'fraud', version: '2' },
      remote: { url: 'http://127.0.0.1:8000', model: 'fraud', version: null },
      residency: { state: 'resident', on, note },
    }) as ModelSummary;
  const why = 'fraud on http://127.0.0.1:8000 cannot be reached';
  expect(needsOf(null, [away(true, why)], [], new Set(), nowMs)).toMatchObject([
    {
      level: 'bad',
      word: 'Not answering',
      subject: 'fraud 2',
      why,
      about: { kind: 'model', key: 'fraud@2' },
    },
  ]);
  expect(needsOf(null, [away(false, why), away(true, null)], [], new Set(), nowMs)).toEqual([]);
});
