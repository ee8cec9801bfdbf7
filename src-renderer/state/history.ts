import { create } from 'zustand';

export interface Sample {
  atMs: number;
  rowsPerSecond: number;
  cpuShare: number;
  memoryBytes: number;
}
const keepMs = 3_600_000;
const everyMs = 12_000;

/** The last hour as this page saw it, a sample every twelve seconds; it starts when the page opens. */
export const useHistory = create<{ samples: readonly Sample[] }>(() => ({ samples: [] }));

/** Adds a sample to a history, dropping what is too old or too close to the one before. */
export function withSample(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  const before = samples.at(-1);
  if (before && sample.atMs - before.atMs < everyMs) return samples;
  return [...samples.filter((one) => sample.atMs - one.atMs <= keepMs), sample];
}
