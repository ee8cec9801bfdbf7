import type { ServingSettings } from '../contract/online.ts';
import { decideScale } from '../domain/batching/scale.ts';
import type { HeldModel } from './engine-seat.ts';

export interface LaneScaleOptions {
  settings(): ServingSettings['scaling'];
  /** Engine processes there may be. */
  most(): number;
  nowMs(): number;
  /** Told when what was asked for is there, or cannot be had. */
  onResized(): void;
}

/** How many engine processes a lane asks for. Others may keep the model in more, and there may not be so many. */
export interface LaneScale {
  readonly asked: number;
  /** It was loaded anew, into one. */
  reset(): void;
  /** All of them have work at once. */
  noteAllNeeded(): void;
  /**
   * Asks for one more or one fewer where that is due.
   * @param oldestMs how long the oldest request has waited; null = none waits
   * @returns when to look again; null = when something has changed
   */
  look(held: HeldModel, oldestMs: number | null): number | null;
}

export function createLaneScale({ settings, most, nowMs, onResized }: LaneScaleOptions): LaneScale {
  let asked = 1;
  let isResizing = false;
  let allNeededAtMs = nowMs();
  return {
    get asked() {
      return asked;
    },
    reset() {
      asked = 1;
    },
    noteAllNeeded() {
      allNeededAtMs = nowMs();
    },
    look(held, oldestMs) {
      if (isResizing) return null;
      const load = { instances: asked, most: most(), oldestMs, allNeededAtMs };
      const { instances, againMs } = decideScale(load, settings(), nowMs());
      if (instances === asked) return againMs;
      isResizing = true;
      asked = instances;
      held
        .resize(instances)
        // A process that cannot take it leaves the others with the work.
        .catch(() => {})
        .finally(() => {
          isResizing = false;
          onResized();
        });
      return againMs;
    },
  };
}
