import { FailureError } from '../contract/failure.ts';
import type { RejectMarks } from './encoding/cells.ts';
import { rejectByModel } from './decoding/predictions.ts';
import { rejectKinds } from './encoding/reject-kinds.ts';
import { type ModelSession, runRows } from './model-session.ts';
import { createTensorData, elementsOf, putTensorPart, tensorPart, type TensorValue } from './tensor.ts';

/** Runs the rows of one source after another; see {@link createRowRunner}. */
export type RowRunner = (
  session: ModelSession,
  feeds: Readonly<Record<string, TensorValue>>,
  rows: number,
  marks: RejectMarks,
) => Promise<TensorValue[]>;

/** What a run came to for the rows `[from, from + rows)`; null values = the model cannot be run on this one row. */
interface Piece {
  from: number;
  rows: number;
  values: TensorValue[] | null;
}

/**
 * Runs a model so that a row it cannot be run on (a code beyond its vocabulary, say) takes nobody with it: a batch that
 * fails is halved until the rows to blame are alone, and those are rejected in `marks` with what the runtime said.
 * When it fails on every row, and no row ever went well, it is not the rows that are wrong, and the failure is thrown.
 *
 * @throws FailureError as `runRows` does
 */
export function createRowRunner(rowsPerRun: number | null, outputs: readonly string[]): RowRunner {
  /** What the outputs of one row look like, once one was seen. */
  let known: TensorValue[] | null = null;

  return async (session, feeds, rows, marks) => {
    const run = (from: number, count: number): Promise<TensorValue[]> =>
      runRows(session, partOf(feeds, from, count), count, rowsPerRun, outputs);
    try {
      known = await run(0, rows);
      return known;
    } catch (error) {
      if (!isAboutRows(error)) throw error;
      const pieces: Piece[] = [];
      const halve = async (from: number, count: number, failure: FailureError): Promise<void> => {
        if (count === 1) {
          rejectByModel(marks, from, rejectKinds.notRun, failure.message);
          pieces.push({ from, rows: 1, values: null });
          return;
        }
        const half = count >> 1;
        for (const [start, length] of [
          [from, half],
          [from + half, count - half],
        ] as const) {
          try {
            pieces.push({ from: start, rows: length, values: await run(start, length) });
          } catch (again) {
            if (!isAboutRows(again)) throw again;
            await halve(start, length, again);
          }
        }
      };
      await halve(0, rows, error);
      known = pieces.find(({ values }) => values !== null)?.values ?? known;
      if (known === null) throw error;
      return joined(pieces, rows, known);
    }
  };
}

/** The session's word for feeds that it does not take. */
function isAboutRows(error: unknown): error is FailureError {
  return error instanceof FailureError && error.failure.code === 'BAD_REQUEST';
}

function partOf(
  feeds: Readonly<Record<string, TensorValue>>,
  from: number,
  rows: number,
): Record<string, TensorValue> {
  const named = Object.entries(feeds).map(([name, { type, data, dims }]) => {
    if (from === 0 && dims[0] === rows) return [name, { type, data, dims }] as const;
    const width = elementsOf(dims.slice(1));
    const part = tensorPart(data, from * width, (from + rows) * width);
    return [name, { type, data: part, dims: [rows, ...dims.slice(1)] } as TensorValue] as const;
  });
  return Object.fromEntries(named) as Record<string, TensorValue>;
}

/** One value an output for all rows; nothing stands where the model could not be run. */
function joined(pieces: readonly Piece[], rows: number, known: readonly TensorValue[]): TensorValue[] {
  return known.map(({ type, data, dims }, output) => {
    const width = data.length / (dims[0] ?? 1);
    const whole = createTensorData(type, rows * width);
    for (const { from, values } of pieces) {
      const value = values?.[output];
      if (value) putTensorPart(whole, value.data, from * width);
    }
    return { type, data: whole, dims: [rows, ...dims.slice(1)] } as TensorValue;
  });
}
