import { create } from 'zustand';
import { failureOf, type Job, type JobState } from '../../src-main/contract/index.ts';
import { count, plural } from '../ui/format/numbers.ts';
import { duration } from '../ui/format/times.ts';
import { client } from './backend.ts';
import { toast, toastFailure } from './toasts.ts';

export type JobFilter = 'all' | 'active' | 'attention' | 'ended';

/** All jobs, newest first (null until the first frame), the one looked at, and which of them are shown. */
export const useJobs = create<{
  jobs: readonly Job[] | null;
  selectedId: string | null;
  filter: JobFilter;
  search: string;
}>(() => ({ jobs: null, selectedId: null, filter: 'all', search: '' }));

const activeStates: readonly JobState[] = ['queued', 'running', 'paused', 'retrying'];

export function isActive(job: Job): boolean {
  return activeStates.includes(job.state);
}

/** Failed, or done with rows left unscored. */
export function needsAttention(job: Job): boolean {
  return job.state === 'failed' || (job.state === 'done' && job.progress.rejected > 0);
}

export function shownJobs(jobs: readonly Job[], filter: JobFilter, search: string): readonly Job[] {
  const wanted = search.trim().toLowerCase();
  if (filter === 'all' && wanted === '') return jobs;
  return jobs.filter((job) => {
    if (filter === 'active' && !isActive(job)) return false;
    if (filter === 'attention' && !needsAttention(job)) return false;
    if (filter === 'ended' && isActive(job)) return false;
    return wanted === '' || `${job.inputName} ${job.model.name}`.toLowerCase().includes(wanted);
  });
}

/** Jobs that were active in the frame before and have ended since, by themselves (a cancel was asked for here). */
export function endedSince(before: readonly Job[], after: readonly Job[]): Job[] {
  const active = new Set(before.filter(isActive).map((job) => job.id));
  return after.filter((job) => active.has(job.id) && (job.state === 'done' || job.state === 'failed'));
}

/** What the end of a job says, for a toast or a notification of the system. */
export function endingWords(job: Job): { level: 'ok' | 'warn' | 'bad'; title: string; text: string } {
  const { rowsDone, rejected } = job.progress;
  if (job.state === 'failed') {
    return {
      level: 'bad',
      title: `${job.inputName} failed`,
      text: job.failure?.message ?? 'It says no reason.',
    };
  }
  const took =
    job.startedAtMs !== null && job.endedAtMs !== null
      ? ` in ${duration((job.endedAtMs - job.startedAtMs) / 1000)}`
      : '';
  return {
    level: rejected > 0 ? 'warn' : 'ok',
    title: `${job.inputName} is scored`,
    text: `${plural(rowsDone, 'row')}${took}, ${rejected > 0 ? `${count(rejected)} rejected` : 'none rejected'}`,
  };
}

/** Takes a frame of the watch stream. */
export function receiveJobs(jobs: readonly Job[], tellEnding: (job: Job) => void) {
  const before = useJobs.getState().jobs;
  useJobs.setState({ jobs });
  if (before) for (const job of endedSince(before, jobs)) tellEnding(job);
}

export function selectJob(id: string | null) {
  useJobs.setState({ selectedId: id });
}

/** Puts one job's answer in place before the next frame of the stream comes. */
function place(job: Job) {
  useJobs.setState(({ jobs }) =>
    jobs
      ? {
          jobs: jobs.some((one) => one.id === job.id)
            ? jobs.map((one) => (one.id === job.id ? job : one))
            : [job, ...jobs],
        }
      : {},
  );
}

async function ask(title: string, call: () => Promise<Job>): Promise<Job | null> {
  try {
    const job = await call();
    place(job);
    return job;
  } catch (thrown) {
    toastFailure(title, failureOf(thrown));
    return null;
  }
}

export function pauseJob(job: Job) {
  return ask(`${job.inputName} could not be paused`, () => client().jobs.pause({ id: job.id }));
}

export function resumeJob(job: Job) {
  return ask(`${job.inputName} could not be resumed`, () => client().jobs.resume({ id: job.id }));
}

export async function cancelJob(job: Job) {
  const cancelled = await ask(`${job.inputName} could not be cancelled`, () =>
    client().jobs.cancel({ id: job.id }),
  );
  if (!cancelled) return;
  toast({
    level: 'off',
    title: 'Job cancelled',
    text: `${job.inputName}; what was finished is kept`,
    action: { label: 'Resume', undo: true, run: () => void resumeJob(cancelled) },
  });
}

/** Takes an ended job off the list; the toast's Undo brings it back. */
export async function removeJob(job: Job) {
  try {
    await client().jobs.remove({ id: job.id });
  } catch (thrown) {
    toastFailure(`${job.inputName} could not be removed`, failureOf(thrown));
    return;
  }
  useJobs.setState(({ jobs, selectedId }) => ({
    jobs: jobs?.filter((one) => one.id !== job.id) ?? null,
    selectedId: selectedId === job.id ? null : selectedId,
  }));
  toast({
    level: 'off',
    title: 'Job removed',
    text: `${job.inputName}; its files stay where they are`,
    action: {
      label: 'Undo',
      undo: true,
      run: () => void ask('The job could not be brought back', () => client().jobs.restore({ id: job.id })),
    },
  });
}

export async function pauseQueue(paused: boolean) {
  try {
    await client().jobs.pauseQueue({ paused });
  } catch (thrown) {
    toastFailure(`The queue could not be ${paused ? 'paused' : 'resumed'}`, failureOf(thrown));
  }
}

export function addJob(job: Job) {
  place(job);
  selectJob(job.id);
}
