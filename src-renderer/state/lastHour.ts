import { create } from 'zustand';
import type { AppStatus, Job } from '../../src-main/contract/index.ts';

export interface LoadSample {
  atMs: number;
  /** Rows that were scored since the sample before, in jobs and by request. */
  rowsPerSecond: number;
  cpuShare: number;
  memoryBytes: number;
}
/** What has been counted so far, for the next sample. */
interface Counted {
  /** Rows of single requests since the backend's start. */
  served: number;
  /** Rows done by each job. */
  byJob: ReadonlyMap<string, number>;
}
export interface LastHour {
  samples: readonly LoadSample[];
  counted: Counted | null;
}
const keepMs = 3_600_000;
const everyMs = 12_000;

/** The load of the last hour as this page saw it, a sample every twelve seconds; it starts when the page opens. */
export const useLastHour = create<LastHour>(() => ({ samples: [], counted: null }));

/** With a frame of the status, unless the newest sample is too close to it; what is older than an hour is dropped. */
export function withFrame(
  hour: LastHour,
  { atMs, cpuShare, memoryBytes, served }: AppStatus,
  jobs: readonly Job[],
): LastHour {
  const newest = hour.samples.at(-1);
  if (newest && atMs - newest.atMs < everyMs) return hour;
  const counted: Counted = {
    served: served.rows,
    byJob: new Map(jobs.map(({ id, progress }) => [id, progress.rowsDone])),
  };
  const rows = newest && hour.counted ? rowsSince(newest.atMs, hour.counted, counted, jobs) : 0;
  const rowsPerSecond = newest ? (rows / (atMs - newest.atMs)) * 1000 : 0;
  const samples = hour.samples.filter((one) => atMs - one.atMs <= keepMs);
  return { samples: [...samples, { atMs, rowsPerSecond, cpuShare, memoryBytes }], counted };
}

function rowsSince(beforeMs: number, before: Counted, now: Counted, jobs: readonly Job[]): number {
  // Fewer than before: another backend has begun to count.
  let rows = Math.max(0, now.served - before.served);
  for (const { id, startedAtMs, progress } of jobs) {
    const known = before.byJob.get(id);
    // One that comes back to the list has brought its rows with it.
    const cameBack = known === undefined && (startedAtMs ?? 0) < beforeMs;
    if (!cameBack) rows += Math.max(0, progress.rowsDone - (known ?? 0));
  }
  return rows;
}
