import { describe, expect, it } from 'vitest';
import type { ModelCard } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import type { CompareRequest } from '../messages.ts';
import type { CompareWork } from '../work.ts';
import { compareOperation } from './operation.ts';

const signature: Pick<ModelCard, 'inputs' | 'tensors' | 'outputs'> = {
  inputs: [{ name: 'x', type: 'number' }],
  tensors: [{ kind: 'features', name: 'x', type: 'float32', features: ['x'], shape: 'matrix' }],
  outputs: { kind: 'regression', value: 'y' },
};

/** A table of one column `x` with these cells, in blocks of `blockRows`. */
function blocksOf(cells: readonly string[], blockRows: number): CellBlock[] {
  const blocks: CellBlock[] = [];
  for (let from = 0; from < cells.length; from += blockRows) {
    const part = cells.slice(from, from + blockRows);
    const bytes = new TextEncoder().encode(part.join(''));
    const ends = new Int32Array(part.length);
    let at = 0;
    part.forEach((cell, row) => {
      at += cell.length;
      ends[row] = at;
    });
    const starts = Int32Array.from(ends, (_, row) => (row === 0 ? 0 : (ends[row - 1] as number)));
    blocks.push({ bytes, starts, ends, columns: 1, rows: part.length });
  }
  return blocks;
}

/** Two models that multiply x, by 1 and by `factor`, and note who was asked. */
function bench(
  cells: readonly string[],
  options: { factor?: number; onRun?: () => void; breaks?: boolean } = {},
) {
  const seen = { open: 0, tables: 0, asked: [] as { model: string; rows: number }[] };
  const work: CompareWork = {
    async open({ modelPath }) {
      if (options.breaks && modelPath === 'second') throw failed('MODEL_INVALID', 'second cannot be loaded');
      seen.open++;
      const by = modelPath === 'first' ? 1 : (options.factor ?? 2);
      return {
        session: {
          async run({ x }) {
            options.onRun?.();
            const data = (x!.data as Float32Array).map((value) => value * by);
            seen.asked.push({ model: modelPath, rows: data.length });
            return { y: { type: 'float32', data, dims: [data.length, 1] } };
          },
          tokenizer: () => Promise.reject(new Error('no texts here')),
          pictures: () => Promise.reject(new Error('no pictures here')),
        },
        close: async () => {
          seen.open--;
        },
      };
    },
    async openTable() {
      seen.tables++;
      async function* blocks() {
        yield* blocksOf(cells, 1_000);
      }
      return {
        blocks: blocks(),
        close: async () => {
          seen.tables--;
        },
      };
    },
  };
  const side = (modelPath: string): CompareRequest['sides'][0] => ({
    modelPath,
    sha256: '',
    warmUp: [],
    signature,
    sources: [['x', { column: 0 }]],
  });
  const request: CompareRequest = {
    table: { path: 'x.csv', name: 'x.csv', delimiter: ',' },
    rows: 100_000,
    rowsExpected: cells.length,
    timeLimitMs: 60_000,
    truth: null,
    sides: [side('first'), side('second')],
  };
  return { seen, request, compare: compareOperation(work) };
}

const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index % 100));
const quiet = new AbortController().signal;

describe('two models in one process', () => {
  it('answer every row once for the verdict, however often they are measured', async () => {
    const { seen, request, compare } = bench([...numbers(2_500), 'many', '']);
    const outcome = await compare(request, quiet);
    expect(outcome).toMatchObject({ rows: 2_502, rejected: 2, truthKnown: false });
    // x against 2x: apart by x, and alike within one percent of 0 to 99 only for x = 0.
    expect(outcome.agreement).toEqual({ share: 0.01, disagreeing: 2_475, largest: 99, mean: 49.5 });
    expect(seen).toMatchObject({ open: 0, tables: 0 });
  });

  it('take turns, and who goes first changes', async () => {
    const { seen, request, compare } = bench(numbers(2_500));
    await compare(request, quiet);
    const pairs = seen.asked.length / 2;
    const firsts = Array.from({ length: pairs }, (_, pair) => seen.asked[2 * pair]!.model);
    for (let pair = 0; pair < pairs; pair++) {
      const [one, other] = [seen.asked[2 * pair]!, seen.asked[2 * pair + 1]!];
      expect(one.model).not.toBe(other.model);
      expect(one.rows).toBe(other.rows);
      if (pair > 0) expect(firsts[pair]).not.toBe(firsts[pair - 1]);
    }
  });

  it('never see the same batch twice in a row while they are measured', async () => {
    const { seen, request, compare } = bench(numbers(700));
    await compare(request, quiet);
    const batches = seen.asked
      .filter(({ model, rows }) => model === 'first' && rows > 1)
      .map(({ rows }) => rows);
    expect(batches.slice(0, 7)).toEqual([256, 256, 188, 256, 256, 188, 256]);
  });

  it('are measured on a single row, too', async () => {
    const { request, compare } = bench(['1']);
    const { rows, sides } = await compare(request, quiet);
    expect(rows).toBe(1);
    for (const { rowsPerSecond, p50Ms, p99Ms } of sides) {
      for (const figure of [rowsPerSecond, p50Ms, p99Ms]) expect(figure).toBeGreaterThan(0);
    }
  });

  it('read no more rows than asked for', async () => {
    const { request, compare } = bench(numbers(2_500));
    expect((await compare({ ...request, rows: 1_234 }, quiet)).rows).toBe(1_234);
  });

  it('read no further when the time is over, and say so by the number of rows', async () => {
    const { request, compare } = bench(numbers(2_500));
    const outcome = await compare({ ...request, timeLimitMs: 0 }, quiet);
    expect(outcome.rows).toBe(256);
    expect(outcome.sides[0].rowsPerSecond).toBeGreaterThan(0);
  });
});

describe('whatever happens, nothing stays loaded or open', () => {
  it('cancelled in the middle', async () => {
    const stop = new AbortController();
    let runs = 0;
    const onRun = (): void => {
      if (++runs === 5) stop.abort();
    };
    const { seen, request, compare } = bench(numbers(2_500), { onRun });
    await expect(compare(request, stop.signal)).rejects.toMatchObject({ failure: { code: 'CANCELLED' } });
    expect(runs).toBeLessThanOrEqual(6);
    expect(seen).toMatchObject({ open: 0, tables: 0 });
  });

  it('a model that cannot be loaded', async () => {
    const { seen, request, compare } = bench(numbers(10), { breaks: true });
    await expect(compare(request, quiet)).rejects.toThrow('second cannot be loaded');
    expect(seen.open).toBe(0);
  });

  it('a run that fails', async () => {
    const onRun = (): void => {
      throw failed('BAD_REQUEST', 'it does not take that');
    };
    const { seen, request, compare } = bench(numbers(10), { onRun });
    await expect(compare(request, quiet)).rejects.toThrow('it does not take that');
    expect(seen).toMatchObject({ open: 0, tables: 0 });
  });

  it('a table without rows', async () => {
    const { seen, request, compare } = bench([]);
    await expect(compare(request, quiet)).rejects.toMatchObject({ failure: { code: 'INPUT_EMPTY' } });
    expect(seen).toMatchObject({ open: 0, tables: 0 });
  });
});
