import { describe, expect, it } from 'vitest';
import type { AppStatus, Job } from '../../src-main/contract/index.ts';
import { sampleOf, withSample } from './lastHour.ts';

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
