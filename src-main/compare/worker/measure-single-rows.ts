import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import { quantile } from '../../domain/metrics/quantile.ts';
import { blockPart } from './side.ts';
import type { TakeTurns } from './turns.ts';

/** Rows that are answered alone, and how long at most that may go on; of a small table they come again. */
const rowsWanted = 1_000;
const limitMs = 8_000;
/** The first ones find caches and code cold and are not counted. */
const warmUpRows = 20;
const warmUpMs = 1_000;

/**
 * Lets both models answer rows one at a time.
 * @returns median and 99th percentile of each in milliseconds: from cells to a prediction, without the way between
 * processes
 */
export async function measureSingleRows(
  passes: () => AsyncGenerator<CellBlock, void, void>,
  turns: TakeTurns,
): Promise<{ p50Ms: number; p99Ms: number }[]> {
  const tookMs: [number[], number[]] = [[], []];
  const beganMs = performance.now();
  let warmedUp = 0;
  let seen = 1;
  while (tookMs[0].length < rowsWanted && seen > 0) {
    seen = 0;
    for await (const block of passes()) {
      for (let row = 0; row < block.rows && tookMs[0].length < rowsWanted; row++) {
        seen++;
        const { tookMs: took } = await turns(blockPart(block, row, row + 1));
        const spentMs = performance.now() - beganMs;
        if (warmedUp++ < warmUpRows && spentMs < warmUpMs) continue;
        tookMs[0].push(took[0]);
        tookMs[1].push(took[1]);
        if (spentMs > limitMs) return tookMs.map(latencyOf);
      }
      if (tookMs[0].length >= rowsWanted) break;
    }
  }
  return tookMs.map(latencyOf);
}

function latencyOf(tookMs: readonly number[]) {
  return { p50Ms: quantile(tookMs, 0.5), p99Ms: quantile(tookMs, 0.99) };
}
