import { readFileSync } from 'node:fs';
import { setInterval } from 'node:timers';
import type { ContractClient } from '../../src-main/contract/client.ts';

/** Process ids of the engine processes, once as many as wanted take calls. */
export async function enginePids(client: ContractClient, wanted: number): Promise<number[]> {
  for await (const { engine } of await client.app.status()) {
    const taking = engine.processes.filter(({ state }) => state === 'ready' || state === 'busy');
    if (taking.length >= wanted) return taking.flatMap(({ pid }) => (pid === null ? [] : [pid]));
  }
  throw new Error('The backend ended before its engine processes were ready');
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Most memory a process ever had resident (VmHWM of proc(5)), in megabytes; null where there is no /proc or it has ended. */
export function peakMemoryMb(pid: number): number | null {
  return statusMb(pid, 'VmHWM');
}

/** Memory a process has resident now, in megabytes; null where there is no /proc or it has ended. */
export function residentMb(pid: number): number | null {
  return statusMb(pid, 'VmRSS');
}

function statusMb(pid: number, field: 'VmHWM' | 'VmRSS'): number | null {
  try {
    const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'mu').exec(
      readFileSync(`/proc/${pid}/status`, 'latin1'),
    );
    return found ? Number(found[1]) / 1024 : null;
  } catch {
    return null;
  }
}

/** Looks at the resident memory of processes ten times a second until stopped. */
export function sampleMemory(pids: readonly number[]): { stop(): number[] } {
  const samples: number[] = [];
  const look = (): void => {
    for (const pid of pids) {
      const mb = statusMb(pid, 'VmRSS');
      if (mb !== null) samples.push(mb);
    }
  };
  const timer = setInterval(look, 100);
  return {
    stop() {
      clearInterval(timer);
      return samples;
    },
  };
}
