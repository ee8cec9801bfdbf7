import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { JobResult } from '../../src-main/contract/jobs.ts';
import { jobDone, startBackend } from './backend.ts';
import type { LoopDelay } from './backend-messages.ts';
import { root, workFolder } from './bundle.ts';
import { busySeconds, cpuSeconds } from './machine.ts';
import { enginePids, peakMemoryMb, sampleMemory } from './memory.ts';

export interface Measured {
  model: string;
  processes: number;
  rows: number;
  /** From asking for the job to its published file: a look at the table, loading, scoring, flushing to disk. */
  seconds: number;
  rowsPerSecond: number;
  /** The job's own clock: without the look at the table and the way through the queue. */
  jobRowsPerSecond: number;
  stages: JobResult['stages'];
  /** Processor seconds of the engine processes. */
  engineCpuSeconds: number;
  /** Share of all processor time that others used meanwhile. */
  othersShare: number;
  /** Most memory each engine process ever had resident. */
  peakMb: number[];
  /** Resident memory of the engine processes in the first and last quarter of the job, on average. */
  earlyMb: number | null;
  lateMb: number | null;
  loop: LoopDelay;
}

/**
 * Scores a file with a fresh backend, watching it as the console does. Like the Python peer, which has tried its
 * settings on as many rows by then, it has scored the warm-up rows before the clock starts.
 */
export async function measureJob(
  entry: string,
  job: { warmUp: string; input: string; output: string; model: string; processes: number },
): Promise<Measured> {
  const dataFolder = join(workFolder, 'data');
  rmSync(dataFolder, { recursive: true, force: true });
  const backend = await startBackend(entry, {
    dataFolder,
    engineProcesses: job.processes,
    programFolder: join(root, 'bench'),
  });
  try {
    const pids = await enginePids(backend.client, job.processes);
    const score = async (input: string): Promise<JobResult> => {
      const { output } = job;
      const model = { name: job.model, version: null };
      const { id } = await backend.client.jobs.create({ input, output, overwrite: true, model });
      return jobDone(backend.client, id);
    };
    await score(job.warmUp);
    const ours = () => [backend.pid, process.pid, ...pids].reduce((sum, pid) => sum + cpuSeconds(pid), 0);
    const engines = () => pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
    const before = { ours: ours(), engines: engines(), busy: busySeconds(), atMs: performance.now() };
    backend.startLoopDelay();
    const memory = sampleMemory(pids);
    const result = await score(job.input);
    const seconds = (performance.now() - before.atMs) / 1000;
    const loop = await backend.loopDelay();
    const samples = memory.stop();
    const quarter = Math.floor(samples.length / 4);
    const busy = busySeconds() - before.busy;
    return {
      model: job.model,
      processes: job.processes,
      rows: result.rows,
      seconds,
      rowsPerSecond: result.rows / seconds,
      jobRowsPerSecond: result.rowsPerSecond,
      stages: result.stages,
      engineCpuSeconds: engines() - before.engines,
      othersShare: busy > 0 ? Math.max(0, 1 - (ours() - before.ours) / busy) : 0,
      peakMb: pids.flatMap((pid) => peakMemoryMb(pid) ?? []),
      earlyMb: mean(samples.slice(quarter, quarter * 2)),
      lateMb: mean(samples.slice(-quarter)),
      loop,
    };
  } finally {
    await backend.stop();
  }
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
