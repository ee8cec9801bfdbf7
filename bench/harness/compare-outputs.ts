import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export interface Comparison {
  rows: number;
  labelsThatDiffer: number;
  /** Of any probability, between the two outputs. */
  largestDifference: number;
  /** Rows whose original cells are not the input's bytes in our output. */
  rowsNotKept: number;
}

/**
 * Compares the first rows of two scored files without quoted cells: their last three cells are the label and two
 * probabilities. Ours must carry each input line as it was; Python writes numbers in its own way.
 */
export async function compareOutputs(options: {
  input: string;
  ours: string;
  theirs: string;
  rows: number;
}): Promise<Comparison> {
  const [input, ours, theirs] = [options.input, options.ours, options.theirs].map(linesOf) as [
    AsyncGenerator<string>,
    AsyncGenerator<string>,
    AsyncGenerator<string>,
  ];
  const comparison: Comparison = { rows: 0, labelsThatDiffer: 0, largestDifference: 0, rowsNotKept: 0 };
  for (let line = 0; line <= options.rows; line++) {
    const [original, our, their] = await Promise.all([input.next(), ours.next(), theirs.next()]);
    if (original.done || our.done || their.done) break;
    if (line === 0) continue;
    comparison.rows++;
    const ourCells = our.value.split(',').slice(-3);
    const theirCells = their.value.split(',').slice(-3);
    if (our.value !== `${original.value},${ourCells.join(',')}`) comparison.rowsNotKept++;
    if (ourCells[0] !== theirCells[0]) comparison.labelsThatDiffer++;
    for (const cell of [1, 2]) {
      const difference = Math.abs(Number(ourCells[cell]) - Number(theirCells[cell]));
      // NaN counts as a difference too.
      if (!(difference <= comparison.largestDifference)) comparison.largestDifference = difference;
    }
  }
  await Promise.all([input, ours, theirs].map((lines) => lines.return(undefined)));
  return comparison;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path);
  try {
    yield* createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    stream.destroy();
  }
}
