import { createHash } from 'node:crypto';
import { createReadStream, readdirSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import type { Job } from '../../src-main/contract/jobs.ts';
import { jobDone, type RunningBackend, startBackend } from './backend.ts';
import { root } from './bundle.ts';
import { isRunning, enginePids } from './memory.ts';

export interface KillCase {
  name: string;
  input: string;
  /** Its extension says the format. Its folder is emptied before each job. */
  output: string;
  model: string;
}

export interface KillOptions {
  entry: string;
  /** For data folders. */
  folder: string;
  engineProcesses: number;
  random: () => number;
}

/** What the job was doing when the program was killed, as far as its last frame told. */
export const moments = ['starting', 'before the first rows', 'scoring', 'finishing', 'done'] as const;
export type Moment = (typeof moments)[number];

export interface KillReport {
  kills: number;
  jobs: number;
  /** Programs or processes that were started again. */
  restarts: number;
  moments: Record<Moment, number>;
  /** Jobs whose output differs from that of a run that was never killed. */
  different: string[];
}

/** More in a row, without progress, and the product holds the job for the cause. */
const killsInARow = 4;
/** Of engine processes; each job outlives all of them. */
const engineKillsPerJob = 8;
const programFolder = join(root, 'bench');
const noMoments = (): Record<Moment, number> => ({
  starting: 0,
  'before the first rows': 0,
  scoring: 0,
  finishing: 0,
  done: 0,
});

/** Hash of the output of a run that nobody kills, and how long it takes. */
export async function unkilledRun(
  options: KillOptions,
  job: KillCase,
): Promise<{ sha256: string; ms: number }> {
  const dataFolder = await freshFolder(options, job);
  const backend = await startBackend(options.entry, { ...options, dataFolder, programFolder });
  try {
    await enginePids(backend.client, options.engineProcesses);
    const startedMs = performance.now();
    const { id } = await create(backend, job);
    await jobDone(backend.client, id);
    return { sha256: await sha256Of(job.output), ms: performance.now() - startedMs };
  } finally {
    await backend.stop();
  }
}

/**
 * Runs jobs and kills the whole program at random moments of them, starting it again on the same data folder each
 * time, until it was killed so often and the last job is done. Every output must be what `expected` says.
 */
export async function killProgram(
  options: KillOptions,
  job: KillCase,
  expected: { sha256: string; ms: number },
  kills: number,
): Promise<KillReport> {
  const report: KillReport = { kills: 0, jobs: 0, restarts: 0, moments: noMoments(), different: [] };
  const { random } = options;
  const enginesSeen = new Set<number>();
  while (report.kills < kills) {
    const dataFolder = await freshFolder(options, job);
    let killsLeft = Math.min(kills - report.kills, 1 + Math.floor(random() * killsInARow));
    let id: string | null = null;
    for (;;) {
      const backend = await startBackend(options.entry, { ...options, dataFolder, programFolder });
      if (id !== null) report.restarts++;
      id ??= (await create(backend, job)).id;
      const watch = watchJob(backend, id, enginesSeen);
      if (killsLeft === 0) {
        await jobDone(backend.client, id);
        await backend.stop();
        break;
      }
      await momentToKill(random, watch, expected.ms);
      if (watch.moment() === 'done') {
        // Too late to count as a kill in a job.
        await backend.stop();
        break;
      }
      backend.kill();
      await backend.ended;
      killsLeft--;
      report.kills++;
      report.moments[watch.moment()]++;
    }
    report.jobs++;
    if ((await sha256Of(job.output)) !== expected.sha256)
      report.different.push(`after ${report.kills} kills`);
    report.different.push(...leftovers(job));
  }
  await gone(enginesSeen);
  return report;
}

/**
 * Runs jobs and kills one engine process after the other in them, a random one at a random moment. The program must
 * stay up all the time and every output be what `expected` says.
 */
export async function killEngines(
  options: KillOptions,
  job: KillCase,
  expected: { sha256: string; ms: number },
  kills: number,
): Promise<KillReport> {
  const report: KillReport = { kills: 0, jobs: 0, restarts: 0, moments: noMoments(), different: [] };
  const { random } = options;
  const dataFolder = await freshFolder(options, job);
  const backend = await startBackend(options.entry, { ...options, dataFolder, programFolder });
  let ended = false;
  void backend.ended.then(() => {
    ended = true;
  });
  while (report.kills < kills && !ended) {
    await rm(job.output, { force: true });
    await rm(`${job.output}.foredeck.json`, { force: true });
    const { id } = await create(backend, job);
    const watch = watchJob(backend, id, new Set());
    const done = jobDone(backend.client, id).then(() => true);
    for (let inJob = 0; inJob < engineKillsPerJob && report.kills < kills; inJob++) {
      const early = await Promise.race([done, wait(random() * expected.ms * 0.3).then(() => false)]);
      if (early) break;
      const pids = await enginePids(backend.client, 1);
      const pid = pids[Math.floor(random() * pids.length)];
      if (pid === undefined || !isRunning(pid)) continue;
      process.kill(pid, 'SIGKILL');
      report.kills++;
      report.moments[watch.moment()]++;
    }
    await done;
    report.jobs++;
    if ((await sha256Of(job.output)) !== expected.sha256)
      report.different.push(`after ${report.kills} kills`);
    report.different.push(...leftovers(job));
  }
  if (ended) report.different.push('the program ended');
  for await (const { engine } of await backend.client.app.status()) {
    report.restarts = engine.processes.reduce((sum, { restarts }) => sum + restarts, 0);
    break;
  }
  await backend.stop();
  return report;
}

interface Watch {
  moment(): Moment;
  /** Resolves at the next frame of the job that the condition holds for, or when no frame comes any more. */
  until(condition: (job: Job) => boolean): Promise<void>;
}

function watchJob(backend: RunningBackend, id: string, engines: Set<number>): Watch {
  let last: Job | null = null;
  let over = false;
  const waiting = new Set<() => void>();
  const look = () => {
    for (const listener of waiting) listener();
  };
  const follow = async (): Promise<void> => {
    for await (const { engine } of await backend.client.app.status()) {
      for (const { pid } of engine.processes) if (pid !== null) engines.add(pid);
    }
  };
  // Both end when the program is killed, and that is what they are here for.
  void follow().catch(() => {});
  void jobDone(backend.client, id, (job) => {
    last = job;
    look();
  })
    .catch(() => {})
    .finally(() => {
      over = true;
      look();
    });
  return {
    moment() {
      if (last === null || last.state === 'queued') return 'starting';
      if (last.state === 'done') return 'done';
      if (last.progress.rowsDone === 0) return 'before the first rows';
      return isScored(last) ? 'finishing' : 'scoring';
    },
    until: (condition) =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!over && (last === null || !condition(last))) return;
          waiting.delete(check);
          resolve();
        };
        waiting.add(check);
        check();
      }),
  };
}

function isScored({ progress }: Job): boolean {
  return progress.bytesDone >= progress.bytesTotal && progress.bytesTotal > 0;
}

/** While it starts, anywhere in what is left of the job, or around its end, where the file gets its name. */
async function momentToKill(random: () => number, watch: Watch, jobMs: number): Promise<void> {
  const kind = random();
  const when = random();
  if (kind < 0.15) return wait(when * 250);
  let share = 0;
  const least = kind < 0.6 ? 0 : 0.7;
  await watch.until(({ state, progress }) => {
    share = progress.share ?? 0;
    return state !== 'queued' && share >= least;
  });
  return wait(when * jobMs * (1 - share));
}

async function create(backend: RunningBackend, job: KillCase): Promise<Job> {
  return backend.client.jobs.create({
    input: job.input,
    output: job.output,
    model: { name: job.model, version: null },
  });
}

async function freshFolder(options: KillOptions, job: KillCase): Promise<string> {
  const dataFolder = join(options.folder, 'data');
  for (const folder of [dataFolder, dirname(job.output)]) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  return dataFolder;
}

/** What a job left beside its output and should not have. */
function leftovers(job: KillCase): string[] {
  const output = basename(job.output);
  return readdirSync(dirname(job.output))
    .filter((name) => name.includes(output) && name !== output && name !== `${output}.foredeck.json`)
    .map((name) => `left behind: ${name}`);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** Resolves when none of the processes runs any more; they have a second each to notice that their parent is gone. */
async function gone(pids: ReadonlySet<number>): Promise<void> {
  for (let tries = 0; [...pids].some(isRunning); tries++) {
    if (tries === 100) throw new Error('An engine process outlived the program that started it');
    await wait(20);
  }
}
