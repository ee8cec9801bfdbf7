import { readdirSync } from 'node:fs';
import type { Resources } from './backend-messages.ts';

/** What this process holds now. */
export async function resourcesOfProcess(): Promise<Resources> {
  // Twice: what a finaliser lets go of in the first is collected in the second.
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.();
    await new Promise((resolve) => void setImmediate(resolve));
  }
  const { heapUsed, external, rss } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  const files = openFiles();
  if (files !== null) handles['file descriptors'] = files;
  return { usedMb: (heapUsed + external) / 1e6, residentMb: rss / 1e6, handles };
}

function openFiles(): number | null {
  try {
    return readdirSync('/proc/self/fd').length;
  } catch {
    return null;
  }
}
