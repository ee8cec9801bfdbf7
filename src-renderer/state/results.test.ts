import { describe, expect, it } from 'vitest';
import type { AppStatus, Job, RejectedRow } from '../../src-main/contract/index.ts';
import { sampleOf, withSample } from './history.ts';
import { withPage } from './results.ts';
import { fromText } from './settings.ts';

const row = (number: number): RejectedRow => ({
  row: number,
  column: 'c',
  feature: 'f',
  value: '',
  reason: 'c is empty',
});

describe('rejected rows', () => {
  it('come page by page into their places', () => {
    const first = withPage(undefined, 2, [row(7), row(9)], 5, 80);
    expect(first.rows.map((one) => one?.row ?? null)).toEqual([null, null, 7, 9, null]);
    const both = withPage(first, 0, [row(1), row(3)], 5, 80);
    expect(both.rows.map((one) => one?.row ?? null)).toEqual([1, 3, 7, 9, null]);
    expect(both.total).toBe(80);
  });
});

describe('the last hour', () => {
  const sample = (atMs: number) => ({
    ...{ atMs, rowsPerSecond: 1, rowsServed: 0, cpuShare: 0, memoryBytes: 0 },
  });
  it('holds a sample every twelve seconds and no more than an hour', () => {
    let samples = withSample([], sample(0));
    for (let atMs = 1000; atMs <= 7_200_000; atMs += 1000) samples = withSample(samples, sample(atMs));
    expect(samples).toHaveLength(301);
    expect(samples[0]?.atMs).toBe(3_600_000);
  });

  it('counts rows of jobs and of single requests', () => {
    const status = (atMs: number, rows: number) =>
      ({ atMs, served: { rows }, cpuShare: 0, memoryBytes: 0 }) as AppStatus;
    const job = (state: Job['state'], rowsPerSecond: number) =>
      ({ state, progress: { rowsPerSecond } }) as Job;
    const before = sampleOf(status(1_000, 500), [], undefined);
    expect(before.rowsPerSecond).toBe(0);
    const jobs = [job('running', 1_000), job('done', 7)];
    expect(sampleOf(status(13_000, 740), jobs, before).rowsPerSecond).toBe(1_020);
    // Started anew.
    expect(sampleOf(status(13_000, 40), [], before).rowsPerSecond).toBe(0);
  });
});

describe('remembered settings', () => {
  it('are read as far as they make sense', () => {
    expect(fromText('{"theme":"dark","density":"huge","queueWidths":{"file":120,"x":"y"}}')).toEqual({
      theme: 'dark',
      density: 'compact',
      queueWidths: { file: 120 },
    });
    expect([null, 'nonsense', '7', '[]'].map(fromText)).toEqual([{}, {}, {}, {}]);
  });
});
