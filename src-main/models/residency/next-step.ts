/** What a model is, what is asked of it and what its settings say: all that decides what happens to it next. */
export interface Standing {
  state: 'asleep' | 'loading' | 'resident' | 'failed';
  /** Processes that hold it. */
  held: number;
  /** The most that any use needs, those that wait for it included; 0 = nobody uses it. */
  needed: number;
  /** Whether a use has begun. */
  isUsed: boolean;
  /** What uses that are over leave behind for a while. */
  resting: number;
  /** The most processes it may be kept in when nobody needs it. */
  cap: number;
  on: boolean;
  pinned: boolean;
  /** Loaded in another way than it should be by now. */
  isStale: boolean;
  /** It is to leave although it is pinned. */
  isDismissed: boolean;
  /** The number of processes that was tried last: there may not be so many that work. */
  tried: number;
}

/** A load of what is loaded begins with the end of that. */
export type Step = { kind: 'load' | 'grow' | 'shrink'; instances: number } | { kind: 'unload' };

/** In how many processes it is to be: what it needs; or what it rests in, of those that hold it; one if it is pinned. */
export function wantedInstances(standing: Standing): number {
  const { state, held, needed, on, pinned, isDismissed, resting, cap } = standing;
  if (state !== 'resident' || !on || isDismissed) return needed;
  return Math.max(needed, Math.min(resting, cap, held), pinned ? 1 : 0);
}

/** Null when all is as it should be, or nothing more can be done about it. */
export function nextStep(standing: Standing): Step | null {
  const { state, held, isStale, isUsed, tried } = standing;
  const instances = wantedInstances(standing);
  if (state === 'asleep') return instances > 0 ? { kind: 'load', instances } : null;
  if (state !== 'resident') return null;
  if (instances === 0) return { kind: 'unload' };
  // The processes that held it may have failed for good; others can.
  if (held === 0 || (isStale && !isUsed)) return { kind: 'load', instances };
  if (instances < held) return { kind: 'shrink', instances };
  return instances > Math.max(held, tried) ? { kind: 'grow', instances } : null;
}
