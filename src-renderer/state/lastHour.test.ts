import { describe, expect, it } from 'vitest';
import type { AppStatus, Job } from '../../src-main/contract/index.ts';
import { type LastHour, withFrame } from './lastHour.ts';

const none: LastHour = { samples: [], counted: null };
const status = (atMs: number, rows = 0) =>
  ({ atMs, served: { rows }, cpuShare: 0, memoryBytes: 0 }) as AppStatus;
const job = (id: string, startedAtMs: number, rowsDone: number) =>
  ({ id, startedAtMs, progress: { rowsDone } }) as Job;
const last = ({ samples }: LastHour) => samples.at(-1)?.rowsPerSecond;

describe('the last hour', () => {
  it('holds a sample every twelve seconds and no more than an hour', () => {
    let hour = none;
    for (let atMs = 0; atMs <= 7_200_000; atMs += 1000) hour = withFrame(hour, status(atMs), []);
    expect(hour.samples).toHaveLength(301);
    expect(hour.samples[0]?.atMs).toBe(3_600_000);
  });

  it('counts rows of jobs and of single requests', () => {
    const first = withFrame(none, status(1_000, 500), [job('a', 500, 1_000)]);
    expect(last(first)).toBe(0);
    const jobs = [job('a', 500, 13_000), job('b', 12_990, 6_000)];
    // The second job was over before anything was seen of it.
    expect(last(withFrame(first, status(13_000, 740), jobs))).toBe((12_000 + 6_000 + 240) / 12);
  });

  it('counts nothing twice: another backend, a job that begins anew, one that comes back to the list', () => {
    const first = withFrame(none, status(1_000, 500), [job('a', 500, 1_000)]);
    const jobs = [job('a', 500, 10), job('back', 400, 9_000)];
    expect(last(withFrame(first, status(13_000, 40), jobs))).toBe(0);
  });
});
