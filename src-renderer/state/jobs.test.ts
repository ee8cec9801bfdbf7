import { describe, expect, it } from 'vitest';
import type { Job, JobState } from '../../src-main/contract/index.ts';
import { endedSince, endingWords, shownJobs } from './jobs.ts';
import { rowsWords, stateWords } from './jobWords.ts';
import { rowsToday } from './today.ts';

const nowMs = new Date(2026, 10, 22, 12).getTime();
function job(
  id: string,
  state: JobState,
  more: Partial<Job> = {},
  progress: Partial<Job['progress']> = {},
): Job {
  return {
    id,
    state,
    inputPath: `/data/${id}.csv`,
    inputName: `${id}.csv`,
    outputPath: `/data/${id}.scored.csv`,
    model: { name: 'flight-delay', version: '1' },
    createdAtMs: nowMs,
    startedAtMs: nowMs,
    endedAtMs: null,
    runAfterMs: null,
    waitingFor: null,
    attempts: 1,
    failure: null,
    ...more,
    progress: {
      rowsDone: 0,
      rejected: 0,
      bytesDone: 0,
      bytesTotal: 100,
      share: null,
      rowsPerSecond: null,
      secondsLeft: null,
      stages: { read: 0, encode: 0, infer: 0, write: 0 },
      ...progress,
    },
  };
}

describe('the end of a job', () => {
  it('is noticed once, and only where it was going on before', () => {
    const before = [job('a', 'running'), job('b', 'queued'), job('c', 'done'), job('d', 'running')];
    const after = [
      job('a', 'done'),
      job('b', 'failed'),
      job('c', 'done'),
      job('d', 'cancelled'),
      job('e', 'done'),
    ];
    expect(endedSince(before, after).map((one) => one.id)).toEqual(['a', 'b']);
    expect(endedSince(after, after)).toEqual([]);
  });

  it('says what came of it', () => {
    const ended = { endedAtMs: nowMs + 23_400 };
    expect(endingWords(job('a', 'done', ended, { rowsDone: 2_260_701 }))).toEqual({
      level: 'ok',
      title: 'a.csv is scored',
      text: '2,260,701 rows in 23 s, none rejected',
    });
    expect(endingWords(job('a', 'done', ended, { rowsDone: 10, rejected: 2 })).level).toBe('warn');
    const failure = { code: 'DISK_FULL', message: 'no room', retryable: true } as const;
    expect(endingWords(job('a', 'failed', { failure }))).toMatchObject({ level: 'bad', text: 'no room' });
  });
});

describe('the jobs shown', () => {
  const jobs = [
    job('run', 'running'),
    job('bad', 'failed'),
    job('ok', 'done'),
    job('some', 'done', {}, { rejected: 1 }),
  ];
  it('fit the filter and the search', () => {
    const shown = (...args: [Parameters<typeof shownJobs>[1], string]) =>
      shownJobs(jobs, ...args).map((one) => one.id);
    expect(shown('all', '')).toHaveLength(4);
    expect(shown('active', '')).toEqual(['run']);
    expect(shown('attention', '')).toEqual(['bad', 'some']);
    expect(shown('ended', ' OK ')).toEqual(['ok']);
    expect(shown('all', 'flight-delay')).toHaveLength(4);
  });
});

describe('a job in words', () => {
  it('says where a failed one stopped', () => {
    const at = (details: object) =>
      stateWords(
        job('a', 'failed', {
          failure: { code: 'INPUT_MALFORMED', message: 'a quote', details, retryable: false },
        }),
        nowMs,
      ).detail;
    expect(at({ row: 18_221, line: 18_222 })).toBe('at row 18,221');
    expect(at({ line: 2 })).toBe('at line 2');
    expect(at({})).toBe('a quote');
  });

  it('says when a later one starts, and then that it waits', () => {
    const later = job('a', 'queued', { runAfterMs: nowMs + 7 * 3_600_000 });
    expect(stateWords(later, nowMs)).toMatchObject({ word: 'Later', detail: '19:00, in 7 h' });
    expect(stateWords(later, nowMs + 8 * 3_600_000)).toMatchObject({ word: 'Waiting' });
  });

  it('says what keeps one that waits', () => {
    const waitingFor = 'the model flight-delay@1 is switched off';
    expect(stateWords(job('a', 'queued', { waitingFor }), nowMs).detail).toBe('its model is off');
    expect(stateWords(job('a', 'queued'), nowMs).detail).toBe('for its turn');
  });

  it('estimates the rows of a job from the bytes it has read', () => {
    expect(rowsWords(job('a', 'running', {}, { rowsDone: 28_193_184, share: 0.61 }))).toBe(
      '28,193,184 of ~46.2 M',
    );
    expect(rowsWords(job('a', 'done', {}, { rowsDone: 336_776, share: 1 }))).toBe('336,776 of 336,776');
    expect(rowsWords(job('a', 'queued'))).toBe('–');
  });
});

it('counts the rows of the jobs started today', () => {
  const jobs = [
    job('a', 'done', {}, { rowsDone: 10 }),
    job('b', 'done', { startedAtMs: nowMs - 86_400_000 }, { rowsDone: 100 }),
    job('c', 'queued', { startedAtMs: null }),
  ];
  expect(rowsToday(jobs, nowMs)).toBe(10);
});
