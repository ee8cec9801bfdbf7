import { readFile } from 'node:fs/promises';

export interface Vitals {
  rssBytes: number;
  /** Processor time used since it started, all threads together. */
  cpuMs: number;
}

/** Whether {@link readVitals} works here; elsewhere engine processes send theirs. */
export const systemHasVitals = process.platform === 'linux';

/** Reads memory and processor time of a process from /proc (proc(5)); null when it is gone. */
export async function readVitals(pid: number): Promise<Vitals | null> {
  try {
    const [stat, status] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'latin1'),
      readFile(`/proc/${pid}/status`, 'latin1'),
    ]);
    // The name in parentheses may hold spaces; what follows the last one starts at field 3, utime and stime are 14 and 15.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const rssKib = /^VmRSS:\s+(\d+) kB$/mu.exec(status)?.[1];
    if (rssKib === undefined) return null;
    const ticks = Number(fields[11]) + Number(fields[12]);
    // The kernel shows ticks of 1/100 s to every program, whatever its own clock is (USER_HZ).
    return { rssBytes: Number(rssKib) * 1024, cpuMs: ticks * 10 };
  } catch {
    return null;
  }
}

export interface Meter {
  readonly rssBytes: number | null;
  /** Share of one core between the last two readings; null before there were two. */
  readonly cpuShare: number | null;
  take(vitals: Vitals): void;
}

/** What the readings of one process say. */
export function createMeter(nowMs: () => number): Meter {
  let last: (Vitals & { atMs: number }) | null = null;
  let cpuShare: number | null = null;
  return {
    get rssBytes() {
      return last?.rssBytes ?? null;
    },
    get cpuShare() {
      return cpuShare;
    },
    take({ rssBytes, cpuMs }) {
      const atMs = nowMs();
      if (last && atMs > last.atMs) cpuShare = Math.max(0, (cpuMs - last.cpuMs) / (atMs - last.atMs));
      last = { rssBytes, cpuMs, atMs };
    },
  };
}
