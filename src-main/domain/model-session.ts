import { failed } from '../contract/failure.ts';
import { createTensorData, elementsOf, putTensorPart, tensorPart, type TensorValue } from './tensor.ts';

/** A loaded model, as far as scoring needs it. */
export interface ModelSession {
  /** One inference: tensors by name in, the named outputs out. */
  run(
    feeds: Readonly<Record<string, TensorValue>>,
    outputs: readonly string[],
  ): Promise<Readonly<Record<string, TensorValue>>>;
}

/**
 * Runs the graph on `rows` encoded rows. With `rowsPerRun` it takes them in pieces of exactly that many: the last piece
 * is filled up with its own last row, and what comes of that is cut off.
 *
 * @throws FailureError MODEL_INVALID, by name, for an output that is missing or has not one row per input row
 */
export async function runRows(
  session: ModelSession,
  feeds: Readonly<Record<string, TensorValue>>,
  rows: number,
  rowsPerRun: number | null,
  outputs: readonly string[],
): Promise<TensorValue[]> {
  if (rowsPerRun === null || rowsPerRun === rows) {
    return rowsOf(await session.run(feeds, outputs), outputs, rows);
  }
  const whole: TensorValue[] = [];
  for (let from = 0; from < rows; from += rowsPerRun) {
    const piece = Math.min(rowsPerRun, rows - from);
    const padded = Object.fromEntries(
      Object.entries(feeds).map(([name, feed]) => [name, pieceOf(feed, from, piece, rowsPerRun)]),
    );
    const results = rowsOf(await session.run(padded, outputs), outputs, rowsPerRun);
    results.forEach((result, index) => {
      const width = result.data.length / rowsPerRun;
      const into = (whole[index] ??= {
        type: result.type,
        data: createTensorData(result.type, rows * width),
        dims: [rows, ...result.dims.slice(1)],
      } as TensorValue);
      if (into.data.length !== rows * width) throw changing(outputs[index] ?? '');
      putTensorPart(into.data, tensorPart(result.data, 0, piece * width), from * width);
    });
  }
  return whole;
}

function rowsOf(
  results: Readonly<Record<string, TensorValue>>,
  outputs: readonly string[],
  rows: number,
): TensorValue[] {
  return outputs.map((name) => {
    const result = results[name];
    if (!result) throw failed('MODEL_INVALID', `the model has no output "${name}", which its card names`);
    if (result.dims[0] === rows && result.data.length === elementsOf(result.dims)) return result;
    throw failed(
      'MODEL_INVALID',
      `output "${name}" has the shape [${result.dims.join(', ')}] for ${rows} rows; its first dimension must be the number of rows`,
      { details: { field: name } },
    );
  });
}

function pieceOf(feed: TensorValue, from: number, rows: number, padTo: number): TensorValue {
  const width = elementsOf(feed.dims.slice(1));
  const part = tensorPart(feed.data, from * width, (from + rows) * width);
  const dims = [padTo, ...feed.dims.slice(1)];
  if (rows === padTo) return { type: feed.type, data: part, dims } as TensorValue;
  const data = createTensorData(feed.type, padTo * width);
  putTensorPart(data, part, 0);
  const last = tensorPart(part, (rows - 1) * width, rows * width);
  for (let row = rows; row < padTo; row++) putTensorPart(data, last, row * width);
  return { type: feed.type, data, dims } as TensorValue;
}

function changing(name: string) {
  return failed('MODEL_INVALID', `output "${name}" changes its shape from run to run`, {
    details: { field: name },
  });
}
