import type { Answers } from '../answers.ts';
import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import { quantile } from '../../domain/metrics/quantile.ts';
import { blockPart } from './side.ts';
import type { TakeTurns } from './turns.ts';

/** Batches that are measured, at least, where the table or going through it again gives as many. */
const batchesWanted = 24;
/** A small table is gone through again for so long. */
const againMs = 2_000;

/** Rows of a batch: large ones, unless the table is too small for enough of them. */
export function batchRows(rowsExpected: number, capacity: number): number {
  const fair = Math.max(256, Math.min(4096, Math.ceil(rowsExpected / batchesWanted)));
  // Texts and pictures go through the graph a few at a time; a wish to cancel should not wait for hundreds of them.
  return Math.min(fair, 4 * capacity);
}

/**
 * Lets both models answer the table's first `rows` rows in batches, and tells `onBatch` what they said. A table with few
 * batches is gone through again for its speed alone; where there are two, no batch comes twice in a row.
 * @returns rows per second of each, the median over batches
 */
export async function measureBatches(options: {
  /** The table from its first row on, anew for each pass. */
  passes: () => AsyncGenerator<CellBlock, void, void>;
  turns: TakeTurns;
  rows: number;
  batchRows: number;
  timeLimitMs: number;
  onBatch(block: CellBlock, said: [Answers, Answers]): void;
}): Promise<[number, number]> {
  const { passes, turns, rows } = options;
  const measured: { rows: number; tookMs: [number, number] }[] = [];
  const beganMs = performance.now();
  const spentMs = (): number => performance.now() - beganMs;

  for (let pass = 0; pass === 0 || (measured.length <= batchesWanted && spentMs() < againMs); pass++) {
    let seen = 0;
    for await (const batch of batchesOf(passes(), options.batchRows)) {
      const part = batch.rows > rows - seen ? blockPart(batch, 0, rows - seen) : batch;
      const { said, tookMs } = await turns(part);
      measured.push({ rows: part.rows, tookMs });
      if (pass === 0) options.onBatch(part, said);
      seen += part.rows;
      if (seen >= rows || spentMs() > (pass === 0 ? options.timeLimitMs : againMs)) break;
    }
    if (seen === 0) break;
  }
  // The first run of a graph allocates, and the first rows are encoded by code that is not compiled yet.
  const warm = measured.length > 1 ? measured.slice(1) : measured;
  // The last rows of a block are a small batch, which is slower by itself.
  const largest = Math.max(0, ...warm.map((batch) => batch.rows));
  const whole = warm.filter((batch) => 2 * batch.rows >= largest);
  const rate = (side: 0 | 1): number =>
    quantile(
      whole.map((batch) => batch.rows / Math.max(1e-6, batch.tookMs[side] / 1000)),
      0.5,
    );
  return [rate(0), rate(1)];
}

async function* batchesOf(
  blocks: AsyncIterable<CellBlock>,
  size: number,
): AsyncGenerator<CellBlock, void, void> {
  for await (const block of blocks) {
    for (let from = 0; from < block.rows; from += size) {
      yield blockPart(block, from, Math.min(block.rows, from + size));
    }
  }
}
