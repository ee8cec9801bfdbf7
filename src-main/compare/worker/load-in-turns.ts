import { failed } from '../../contract/failure.ts';
import { quantile } from '../../domain/metrics/quantile.ts';
import type { ComparedModel } from '../messages.ts';
import type { CompareWork, OpenModel } from '../work.ts';

/** Loads of each model, unless they take longer than this in all. */
const loads = 3;
const longMs = 4_000;

/**
 * Loads both models turn and turn about and keeps the last of each.
 * @returns the models, and the median of how long they took to load in milliseconds
 */
export async function loadInTurns(
  work: CompareWork,
  models: readonly [ComparedModel, ComparedModel],
  signal: AbortSignal,
): Promise<{ open: [OpenModel, OpenModel]; loadMs: [number, number] }> {
  const tookMs: [number[], number[]] = [[], []];
  const load = async (side: 0 | 1): Promise<OpenModel> => {
    if (signal.aborted) throw failed('CANCELLED', 'Cancelled.');
    const startedMs = performance.now();
    const model = await work.open(models[side]);
    tookMs[side].push(performance.now() - startedMs);
    return model;
  };
  const beganMs = performance.now();
  for (let turn = 1; turn < loads && performance.now() - beganMs < longMs; turn++) {
    for (const side of [0, 1] as const) await (await load(side)).close();
  }
  const first = await load(0);
  try {
    const second = await load(1);
    return { open: [first, second], loadMs: [quantile(tookMs[0], 0.5), quantile(tookMs[1], 0.5)] };
  } catch (error) {
    await first.close();
    throw error;
  }
}
