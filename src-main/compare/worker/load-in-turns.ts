import { failed } from '../../contract/failure.ts';
import { quantile } from '../../domain/metrics/quantile.ts';
import type { ComparedModel } from '../messages.ts';
import type { CompareWork, OpenModel } from '../work.ts';

/** Loads of each model, unless they take longer or more memory than this in all. */
const loads = 3;
const longMs = 4_000;
const muchBytes = 300e6;

export interface Loaded {
  open: [OpenModel, OpenModel];
  /** Median over the loads of how long one took, and of the resident memory it added. */
  loadMs: [number, number];
  memoryBytes: [number, number];
}

/**
 * Loads both models turn and turn about and keeps one of each. None is closed before the last is loaded: what a closed
 * one leaves behind would be used again and hide what the next one needs.
 */
export async function loadInTurns(
  work: CompareWork,
  models: readonly [ComparedModel, ComparedModel],
  signal: AbortSignal,
): Promise<Loaded> {
  const sides = [sideLoads(), sideLoads()] as const;
  const beganMs = performance.now();
  const beganBytes = process.memoryUsage.rss();
  const closeFrom = (first: number): Promise<unknown> =>
    Promise.all(sides.flatMap(({ open }) => open.splice(first).map((model) => model.close())));
  try {
    for (let turn = 0; turn < loads; turn++) {
      // The one that was asked for first must not always be the one that finds things cold.
      for (const side of turn % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
        if (signal.aborted) throw failed('CANCELLED', 'Cancelled.');
        const startedMs = performance.now();
        const startedBytes = process.memoryUsage.rss();
        sides[side].open.push(await work.open(models[side]));
        sides[side].tookMs.push(performance.now() - startedMs);
        sides[side].addedBytes.push(Math.max(0, process.memoryUsage.rss() - startedBytes));
      }
      if (performance.now() - beganMs > longMs) break;
      if (process.memoryUsage.rss() - beganBytes > muchBytes) break;
    }
    const [first, second] = sides.map(({ open }) => open[0]);
    if (!first || !second) throw failed('INTERNAL', 'a model is not there after it was loaded');
    await closeFrom(1);
    const middle = (side: 0 | 1, of: 'tookMs' | 'addedBytes'): number => quantile(sides[side][of], 0.5);
    return {
      open: [first, second],
      loadMs: [middle(0, 'tookMs'), middle(1, 'tookMs')],
      memoryBytes: [middle(0, 'addedBytes'), middle(1, 'addedBytes')],
    };
  } catch (error) {
    await closeFrom(0);
    throw error;
  }
}

function sideLoads() {
  const open: OpenModel[] = [];
  const tookMs: number[] = [];
  const addedBytes: number[] = [];
  return { open, tookMs, addedBytes };
}
