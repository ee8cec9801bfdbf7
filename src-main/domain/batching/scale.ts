import type { ServingSettings } from '../../contract/online.ts';

/** What the number of instances is decided by. */
export interface Load {
  instances: number;
  /** Instances there may be. */
  most: number;
  /** How long the oldest request has waited; null = none waits. */
  oldestMs: number | null;
  /** When all instances had work at once the last time. */
  allNeededAtMs: number;
}

/** How many instances there should be, and when to ask again (null: when something has changed). */
export interface Scale {
  instances: number;
  againMs: number | null;
}

/**
 * One more when a request has waited too long, one less when the last one was not needed for long. Never under one: the
 * step to none is the model's idle time.
 */
export function decideScale(load: Load, settings: ServingSettings['scaling'], nowMs: number): Scale {
  const { instances, most, oldestMs, allNeededAtMs } = load;
  if (instances > most) return { instances: Math.max(1, most), againMs: null };
  if (oldestMs !== null && instances < most) {
    const leftMs = settings.upAfterMs - oldestMs;
    return leftMs <= 0 ? { instances: instances + 1, againMs: null } : { instances, againMs: leftMs };
  }
  if (instances <= 1 || oldestMs !== null) return { instances, againMs: null };
  const leftMs = allNeededAtMs + settings.downAfterMs - nowMs;
  return leftMs <= 0 ? { instances: instances - 1, againMs: null } : { instances, againMs: leftMs };
}
