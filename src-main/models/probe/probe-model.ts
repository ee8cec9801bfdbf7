import type { ModelCard } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { ProbeResult } from '../importing/checker.ts';
import { outputNames } from '../importing/output-names.ts';
import { probeFeeds, type ProbeTensor } from './probe-feeds.ts';

/** What a probe needs of a loaded model. */
export interface ProbeSession {
  run(feeds: Record<string, ProbeTensor>, outputs: readonly string[]): Promise<Record<string, ProbeTensor>>;
}

const batches = [1, 7, 256];
/** Numbers that go in at once; wider models are probed with fewer rows. */
const mostNumbers = 4_000_000;

/**
 * Runs a model on made-up rows, one, a few and many at once, and looks at what comes out: a row of output for each
 * row, all numbers finite, and the same answer for a row alone as among others.
 * @throws MODEL_INVALID in one sentence when it cannot be run or gives no row a row
 */
export async function probeModel(session: ProbeSession, card: ModelCard): Promise<ProbeResult> {
  const names = outputNames(card.outputs);
  const result: ProbeResult = { rows: 0, ms: 0, nonFinite: 0, largestDifference: 0 };
  const most = Math.max(1, Math.floor(mostNumbers / numbersARow(card)));
  let before: Record<string, number[]> = {};
  for (const rows of new Set(batches.map((batch) => Math.min(batch, most)))) {
    const startedMs = performance.now();
    const answers = await answersFor(session, card, names, rows);
    result.ms = performance.now() - startedMs;
    result.rows = rows;
    result.nonFinite = 0;
    for (const name of names) {
      const values = answers[name] ?? [];
      result.nonFinite += values.filter((value) => !Number.isFinite(value)).length;
      const alone = before[name] ?? [];
      for (const [at, value] of alone.entries()) {
        const difference = Math.abs(value - (values[at] ?? 0));
        if (difference > result.largestDifference) result.largestDifference = difference;
      }
    }
    before = answers;
  }
  return result;
}

/** The numbers of each output, row after row; texts count as the length of theirs. */
async function answersFor(
  session: ProbeSession,
  card: ModelCard,
  names: readonly string[],
  rows: number,
): Promise<Record<string, number[]>> {
  const answers: Record<string, number[]> = {};
  const step = card.rowsPerRun ?? rows;
  const feeds = probeFeeds(card, Math.ceil(rows / step) * step);
  for (let from = 0; from < rows; from += step) {
    const wanted = Math.min(step, rows - from);
    const outputs = await session.run(partOf(feeds, from, step), names);
    for (const name of names) {
      const output = outputs[name];
      if (!output) throw failed('MODEL_INVALID', `the model gives no output "${name}"`);
      if (output.dims[0] !== step) {
        throw failed(
          'MODEL_INVALID',
          `the output "${name}" has the shape [${output.dims.join(', ')}] for ${step} rows; it must have one row for each`,
        );
      }
      const width = output.data.length / step;
      const values = (answers[name] ??= []);
      for (let i = 0; i < wanted * width; i++) {
        const value = output.data[i];
        values.push(typeof value === 'string' ? value.length : Number(value));
      }
    }
  }
  return answers;
}

function partOf(feeds: Record<string, ProbeTensor>, from: number, rows: number): Record<string, ProbeTensor> {
  return Object.fromEntries(
    Object.entries(feeds).map(([name, { type, data, dims }]) => {
      const width = dims.slice(1).reduce((product, dim) => product * dim, 1);
      const part = data.slice(from * width, (from + rows) * width);
      return [name, { type, data: part, dims: [rows, ...dims.slice(1)] }];
    }),
  );
}

function numbersARow(card: ModelCard): number {
  return card.tensors.reduce((sum, tensor) => {
    if (tensor.kind === 'features') return sum + tensor.features.length;
    if (tensor.kind === 'tokens') return sum + (card.tokenizer?.maxTokens ?? 1);
    return sum + tensor.width * tensor.height * 3 * 16;
  }, 1);
}
