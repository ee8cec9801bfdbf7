import { create } from 'zustand';
import type { AppStatus, Job } from '../../src-main/contract/index.ts';

export interface LoadSample {
  atMs: number;
  /** Rows that jobs score a second now, and those of single requests since the sample before. */
  rowsPerSecond: number;
  /** Rows of single requests since the backend's start. */
  rowsServed: number;
  cpuShare: number;
  memoryBytes: number;
}
const keepMs = 3_600_000;
const everyMs = 12_000;

/** The load of the last hour as this page saw it, a sample every twelve seconds; it starts when the page opens. */
export const useLastHour = create<{ samples: readonly LoadSample[] }>(() => ({ samples: [] }));

/** What a frame of the status adds to the last hour. @param before the newest sample */
export function sampleOf(
  status: AppStatus,
  jobs: readonly Job[],
  before: LoadSample | undefined,
): LoadSample {
  const { atMs, cpuShare, memoryBytes } = status;
  const rowsServed = status.served.rows;
  const running = jobs.filter((job) => job.state === 'running');
  const inJobs = running.reduce((sum, job) => sum + (job.progress.rowsPerSecond ?? 0), 0);
  // Fewer than before: another backend has begun to count.
  const rows = before ? Math.max(0, rowsServed - before.rowsServed) : 0;
  const perSecond = before && atMs > before.atMs ? (rows / (atMs - before.atMs)) * 1000 : 0;
  return { atMs, rowsPerSecond: inJobs + perSecond, rowsServed, cpuShare, memoryBytes };
}

/** Adds a sample to those of the last hour, dropping what is too old or too close to the one before. */
export function withSample(samples: readonly LoadSample[], sample: LoadSample): readonly LoadSample[] {
  const before = samples.at(-1);
  if (before && sample.atMs - before.atMs < everyMs) return samples;
  return [...samples.filter((one) => sample.atMs - one.atMs <= keepMs), sample];
}
