import type { ContractClient } from '../contract/client.ts';
import { type Failure, failed } from '../contract/failure.ts';
import { type Job, type JobResult, type JobSpec, jobSpecSchema } from '../contract/jobs.ts';
import type { ModelInput } from '../contract/card.ts';
import type { Surroundings } from './command.ts';

/** How the stand-in lets a job end. `waits` runs until it is cancelled; `closes` drops the connection once, then ends. */
export type Ending = 'done' | 'rejects' | 'waits' | 'closes' | Failure;

const number = (name: string, value: number | null): ModelInput => ({ name, type: 'number', default: value });
export const testInputs: ModelInput[] = [number('amount', 0), number('net=amount', null)];

/**
 * A small console that a command can talk to: jobs in memory that end as a test wants, checked against the real
 * contract's input, and everything that was printed. Nothing of the product runs.
 */
export function testConsole(options: { ending?: Ending; jobs?: Job[]; columns?: number } = {}) {
  const ending = options.ending ?? 'done';
  const jobs = [...(options.jobs ?? [])];
  const seen = {
    out: '',
    err: '',
    created: [] as JobSpec[],
    calls: [] as string[],
    connected: [] as { folder: string; idle: boolean }[],
    closed: 0,
    left: [] as number[],
  };
  const interrupts = new Set<() => void>();
  let wake = (): void => {};
  let drops = ending === 'closes' ? 1 : 0;

  const find = (id: string): Job => {
    const job = jobs.find((candidate) => candidate.id === id);
    if (!job) throw failed('JOB_NOT_FOUND', `There is no job ${id}.`);
    return job;
  };
  const change = (id: string, changes: Partial<Job>): Job => {
    const job = Object.assign(find(id), changes);
    wake();
    return { ...job };
  };
  const finish = (job: Job): void => {
    if (ending === 'waits') return;
    if (typeof ending === 'object') change(job.id, { state: 'failed', failure: ending });
    else change(job.id, { state: 'done' });
  };

  const client = {
    models: {
      show: async () => {
        seen.calls.push('models.show');
        return { summary: {}, card: { inputs: testInputs } };
      },
    },
    jobs: {
      list: async () => jobs.map((job) => ({ ...job })),
      show: async ({ id }: { id: string }) => ({ ...find(id) }),
      create: async (input: unknown) => {
        const spec = jobSpecSchema.parse(input);
        seen.created.push(spec);
        const job = aJob({
          id: `new-${seen.created.length}`,
          state: 'running',
          inputPath: spec.input,
          ...(spec.output === null ? {} : { outputPath: spec.output }),
        });
        jobs.unshift(job);
        return { ...job };
      },
      resume: async ({ id }: { id: string }) => {
        seen.calls.push(`resume ${id}`);
        if (find(id).state === 'done') throw failed('JOB_STATE', 'It is done.');
        return change(id, { state: 'queued' });
      },
      cancel: async ({ id }: { id: string }) => {
        seen.calls.push(`cancel ${id}`);
        return change(id, { state: 'cancelled' });
      },
      result: async ({ id }: { id: string }): Promise<JobResult> =>
        aResult(find(id), ending === 'rejects' ? 2 : 0),
      watch: async () => watch(),
    },
  } as unknown as ContractClient;

  async function* watch() {
    yield jobs.map((job) => ({ ...job }));
    if (drops > 0) {
      drops -= 1;
      throw failed('CLOSED', 'gone', { retryable: true });
    }
    for (const job of jobs) if (job.state === 'running' || job.state === 'queued') finish(job);
    while (true) {
      yield jobs.map((job) => ({ ...job }));
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  const around: Surroundings = {
    out: (text) => {
      seen.out += text;
    },
    err: (text) => {
      seen.err += text;
    },
    errColumns: options.columns ?? null,
    cwd: '/home/ann',
    env: { FOREDECK_DATA: '/data' },
    onInterrupt(listener) {
      interrupts.add(listener);
      return () => interrupts.delete(listener);
    },
    onEnter() {},
    leave: (exitCode) => seen.left.push(exitCode),
    connect: async (folder, { idle }) => {
      seen.connected.push({ folder, idle });
      return {
        client,
        close: async () => {
          seen.closed += 1;
        },
      };
    },
  };
  return { around, seen, jobs, interrupt: () => interrupts.forEach((listener) => listener()), interrupts };
}

export function aJob(changes: Partial<Job> = {}): Job {
  return {
    id: 'job-1',
    state: 'queued',
    inputPath: '/home/ann/a.csv',
    inputName: 'a.csv',
    outputPath: '/home/ann/a.scored.csv',
    model: { name: 'm', version: '1' },
    createdAtMs: 1_790_000_000_000,
    startedAtMs: null,
    endedAtMs: null,
    runAfterMs: null,
    waitingFor: null,
    attempts: 1,
    progress: {
      rowsDone: 5,
      rejected: 0,
      bytesDone: 1,
      bytesTotal: 2,
      share: 0.5,
      rowsPerSecond: 1_234_000,
      secondsLeft: 75,
      stages: { read: 1, encode: 2, infer: 3, write: 4 },
    },
    failure: null,
    ...changes,
  };
}

function aResult(job: Job, rejected: number): JobResult {
  return {
    rows: 10,
    scored: 10 - rejected,
    rejected,
    seconds: 2,
    rowsPerSecond: 5,
    stages: job.progress.stages,
    classes: [],
    scores: { label: '', edges: [], counts: [], reference: null },
    positive: null,
    reasons: rejected > 0 ? [{ reason: 'amount is empty', rows: rejected, firstRow: 3 }] : [],
    provenance: {
      job: 'a',
      model: { ...job.model, sha256: '' },
      mapping: {},
      missing: {},
      input: { name: 'a.csv', sizeBytes: 1 },
      output: { name: 'a.scored.csv', sizeBytes: 1 },
      rows: { total: 10, scored: 10 - rejected, rejected },
      start: '',
      end: '',
      engine: '',
      app: '',
    },
  };
}
