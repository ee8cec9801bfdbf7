import { cpus, freemem, totalmem } from 'node:os';
import { memoryUsage } from 'node:process';
import { type EngineProcess, engineProcessStates } from '../../contract/app.ts';
import type { Families } from './families.ts';
import type { LoopDelay } from './loop-delay.ts';

/** What the program itself does, and the machine below it. */
export interface MeasuredProgram {
  version: string;
  processes: readonly EngineProcess[];
  jobs: { running: number; queued: number; paused: number };
  loopDelay: LoopDelay;
}

export function programFamilies({ counter, gauge }: Families, program: MeasuredProgram): void {
  const { processes, jobs, loopDelay } = program;
  gauge('foredeck_info', 'Always 1; the labels say what runs.')({ version: program.version }, 1);
  const states = gauge('foredeck_engine_processes', 'Engine processes by state.');
  for (const state of engineProcessStates) {
    states({ state }, processes.filter((one) => one.state === state).length);
  }
  const restarts = counter(
    'foredeck_engine_restarts_total',
    'Times that an engine process was started again.',
  );
  for (const { number, restarts: count } of processes) restarts({ process: `engine-${number}` }, count);
  const rss = gauge('foredeck_process_resident_bytes', 'Memory of each process; main has the store in it.');
  rss({ process: 'main' }, memoryUsage.rss());
  for (const { number, rssBytes } of processes) {
    if (rssBytes !== null) rss({ process: `engine-${number}` }, rssBytes);
  }
  const inJobs = gauge('foredeck_jobs', 'Batch jobs by state.');
  for (const [state, count] of Object.entries(jobs)) inJobs({ state }, count);
  gauge('foredeck_loop_delay_p99_seconds', 'How late the main process was to its work, since the last look.')(
    {},
    loopDelay.p99Ms / 1000,
  );
  gauge('foredeck_loop_delay_max_seconds', 'The latest that it was.')({}, loopDelay.maxMs / 1000);
}

/** Triton's names for the machine; they are told where Triton tells them, and on other systems too. */
export function machineFamilies({ gauge }: Families, cpuShare: number | null): void {
  const utilization = gauge('nv_cpu_utilization', 'Share of all cores in use since the last look, 0 to 1.');
  if (cpuShare !== null) utilization({}, cpuShare);
  gauge('nv_cpu_memory_total_bytes', 'Memory of the machine.')({}, totalmem());
  gauge('nv_cpu_memory_used_bytes', 'What of it is in use.')({}, totalmem() - freemem());
}

/** Share of all cores of the machine that were busy since the last call; null at the first. */
export function createMachineCpuMeter(): () => number | null {
  let last = { busy: 0, all: 0 };
  return () => {
    const now = { busy: 0, all: 0 };
    for (const { times } of cpus()) {
      const all = times.user + times.nice + times.sys + times.idle + times.irq;
      now.all += all;
      now.busy += all - times.idle;
    }
    const passed = now.all - last.all;
    const share = last.all === 0 || passed <= 0 ? null : (now.busy - last.busy) / passed;
    last = now;
    return share;
  };
}
