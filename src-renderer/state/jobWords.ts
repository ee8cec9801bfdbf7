import type { Job } from '../../src-main/contract/index.ts';
import { count, percent, shortCount } from '../ui/format/numbers.ts';
import { clock, duration } from '../ui/format/times.ts';
import type { MarkName } from '../ui/Icon.tsx';
import type { ProgressLook } from '../ui/Progress.tsx';

export interface StateWords {
  mark: MarkName;
  /** The state in one word. */
  word: string;
  /** What matters most about it now. */
  detail: string;
  bar: ProgressLook;
}

/** The model stands beside it wherever this is shown, so it is not named again. */
function waitingWords({ waitingFor }: Job): string {
  return waitingFor?.replace(/^the model \S+ is switched off$/u, 'its model is off') ?? 'for its turn';
}

/** How a job's state is said and drawn, the same on every screen. */
export function stateWords(job: Job, nowMs: number): StateWords {
  const { progress, failure } = job;
  switch (job.state) {
    case 'queued':
      if (job.runAfterMs !== null && job.runAfterMs > nowMs) {
        const detail = `${clock(job.runAfterMs, nowMs, false)}, in ${duration((job.runAfterMs - nowMs) / 1000)}`;
        return { mark: 'wait', word: 'Later', detail, bar: 'waiting' };
      }
      return { mark: 'wait', word: 'Waiting', detail: waitingWords(job), bar: 'waiting' };
    case 'running':
      return {
        mark: 'run',
        word: 'Running',
        detail: progress.secondsLeft === null ? 'starting' : `${duration(progress.secondsLeft)} left`,
        bar: 'plain',
      };
    case 'paused':
      return {
        mark: 'pause',
        word: 'Paused',
        detail: progress.rowsDone > 0 ? `after ${count(progress.rowsDone)} rows` : 'before its first row',
        bar: 'paused',
      };
    case 'retrying':
      return { mark: 'warn', word: 'Retrying', detail: `after attempt ${job.attempts}`, bar: 'paused' };
    case 'done':
      if (progress.rejected > 0) {
        return { mark: 'warn', word: 'Done', detail: `${count(progress.rejected)} rejected`, bar: 'partial' };
      }
      return {
        mark: 'ok',
        word: 'Done',
        detail: job.endedAtMs === null ? 'none rejected' : clock(job.endedAtMs, nowMs, false),
        bar: 'plain',
      };
    case 'failed': {
      const row = failure?.details?.row;
      const line = failure?.details?.line;
      const where =
        row !== undefined ? `at row ${count(row)}` : line !== undefined ? `at line ${count(line)}` : null;
      return {
        mark: 'bad',
        word: 'Failed',
        detail: where ?? failure?.message ?? 'no reason given',
        bar: 'failed',
      };
    }
    case 'cancelled':
      return {
        mark: 'stop',
        word: 'Cancelled',
        detail: progress.rowsDone > 0 ? `${count(progress.rowsDone)} rows kept` : 'before its first row',
        bar: 'paused',
      };
  }
}

/** Rows done of how many; the total is exact once the job is done, before that it follows from the bytes read. */
export function rowsWords(job: Job): string {
  const { rowsDone, share } = job.progress;
  if (job.state === 'done') return `${count(rowsDone)} of ${count(rowsDone)}`;
  if (rowsDone === 0) return '–';
  if (share === null || share <= 0) return `${count(rowsDone)} rows`;
  return `${count(rowsDone)} of ~${shortCount(Number((rowsDone / share).toPrecision(3)))}`;
}

export function shareWords(job: Job): string {
  return job.progress.share === null ? '' : percent(Math.min(1, job.progress.share));
}
