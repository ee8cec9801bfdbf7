import { create } from 'zustand';
import {
  type AppStatus,
  type EngineProcess,
  failureOf,
  type Job,
  type ModelSummary,
} from '../../src-main/contract/index.ts';
import { count } from '../ui/format/numbers.ts';
import { client } from './backend.ts';
import { modelKey } from './models.ts';
import { residencyWords } from './modelWords.ts';
import { toastFailure } from './toasts.ts';

/** Jobs whose rejected rows or failure were acknowledged on this page; they stay in the queue as they are. */
export const useSeen = create<{ ids: ReadonlySet<string> }>(() => ({ ids: new Set() }));

export function leaveOut(jobId: string) {
  useSeen.setState(({ ids }) => ({ ids: new Set([...ids, jobId]) }));
}

export async function dismissNotice(id: string) {
  try {
    await client().app.dismissNotice({ id });
  } catch (thrown) {
    toastFailure('The notice could not be dismissed', failureOf(thrown));
  }
}

export interface Need {
  id: string;
  level: 'bad' | 'warn' | 'info';
  /** The state in a word. */
  word: string;
  atMs: number | null;
  /** What it is about, what happened, and why. */
  subject: string;
  text: string;
  why: string | null;
  about:
    | { kind: 'job'; id: string }
    | { kind: 'notice'; id: string }
    | { kind: 'model'; key: string }
    | { kind: 'engine' };
}

const ranks = { bad: 0, warn: 1, info: 2 };
const lookBackMs = 7 * 86_400_000;

/**
 * What needs attention, worst first and then newest first: the engine, servers of models that do not answer, notices,
 * failed jobs, jobs with rejected rows.
 */
export function needsOf(
  status: AppStatus | null,
  models: readonly ModelSummary[],
  jobs: readonly Job[],
  seen: ReadonlySet<string>,
  nowMs: number,
): Need[] {
  const needs: Need[] = [];
  if (status && (status.engine.state === 'failed' || status.engine.state === 'degraded')) {
    const away = status.engine.processes.filter((one) => one.state !== 'ready' && one.state !== 'busy');
    needs.push({
      id: 'engine',
      level: status.engine.state === 'failed' ? 'bad' : 'warn',
      word: status.engine.state === 'failed' ? 'Failed' : 'Degraded',
      atMs: null,
      subject: 'Engine',
      text: `${count(away.length)} of ${count(status.engine.processes.length)} processes are not ready`,
      why: awayWords(away),
      about: { kind: 'engine' },
    });
  }
  for (const model of models) {
    const { note, on } = model.residency;
    if (!model.remote || !on || note === null) continue;
    needs.push({
      id: `model ${modelKey(model)}`,
      level: 'bad',
      word: residencyWords(model).word,
      atMs: null,
      subject: `${model.name} ${model.version}`,
      text: '',
      why: note,
      about: { kind: 'model', key: modelKey(model) },
    });
  }
  for (const notice of status?.notices ?? []) {
    needs.push({
      id: `notice ${notice.id}`,
      level: notice.level,
      word: notice.level === 'info' ? 'Note' : notice.level === 'warn' ? 'Warning' : 'Trouble',
      atMs: notice.atMs,
      subject: notice.title,
      text: '',
      why: notice.text,
      about: { kind: 'notice', id: notice.id },
    });
  }
  for (const job of jobs) {
    const endedAtMs = job.endedAtMs ?? job.createdAtMs;
    if (seen.has(job.id) || nowMs - endedAtMs > lookBackMs) continue;
    const { failure, progress } = job;
    if (job.state === 'failed') {
      needs.push({
        id: `job ${job.id}`,
        level: 'bad',
        word: 'Failed',
        atMs: endedAtMs,
        subject: job.inputName,
        text: progress.rowsDone > 0 ? `stopped after ${count(progress.rowsDone)} rows` : 'did not start',
        why: failure?.message ?? null,
        about: { kind: 'job', id: job.id },
      });
    } else if (job.state === 'done' && progress.rejected > 0) {
      needs.push({
        id: `job ${job.id}`,
        level: 'warn',
        word: 'Rejected rows',
        atMs: endedAtMs,
        subject: job.inputName,
        text: `is scored but for ${count(progress.rejected)} of ${count(progress.rowsDone)} rows`,
        why: null,
        about: { kind: 'job', id: job.id },
      });
    } else if (job.state === 'retrying') {
      needs.push({
        id: `job ${job.id}`,
        level: 'warn',
        word: 'Retrying',
        atMs: null,
        subject: job.inputName,
        text: `failed ${count(job.attempts)} ${job.attempts === 1 ? 'time' : 'times'} and tries again by itself`,
        why: failure?.message ?? null,
        about: { kind: 'job', id: job.id },
      });
    }
  }
  return needs.sort((a, b) => ranks[a.level] - ranks[b.level] || (b.atMs ?? nowMs) - (a.atMs ?? nowMs));
}

/** Each state with the numbers of its processes: `2, 3 restarting · 4 failed`. */
function awayWords(away: readonly EngineProcess[]): string {
  const byState = new Map<string, number[]>();
  for (const one of away) byState.set(one.state, [...(byState.get(one.state) ?? []), one.number]);
  return [...byState].map(([state, numbers]) => `${numbers.join(', ')} ${state}`).join(' · ');
}
