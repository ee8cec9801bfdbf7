import type { Job } from '../../src-main/contract/index.ts';

export function isToday(atMs: number | null, nowMs: number): boolean {
  return atMs !== null && new Date(atMs).toDateString() === new Date(nowMs).toDateString();
}

/** Rows done by the jobs that were started today (local time). */
export function rowsToday(jobs: readonly Job[], nowMs: number): number {
  return jobs.reduce((sum, job) => sum + (isToday(job.startedAtMs, nowMs) ? job.progress.rowsDone : 0), 0);
}
