import { type Failure, FailureError, failed, toFailure } from '../../contract/failure.ts';
import { encodeOutputs, type NamedTensor } from '../../domain/oip/index.ts';
import { elementsOf, tensorPart, type TensorValue } from '../../domain/tensor.ts';
import { jsonPart } from './json-part.ts';
import type { BatchReply, EncodedOutputs, InferBatch, WantedForm } from '../messages.ts';

/** Runs a loaded graph. @throws FailureError BAD_REQUEST for feeds that it does not take */
export type RunGraph = (
  feeds: Readonly<Record<string, TensorValue>>,
  outputs: readonly string[] | null,
) => Promise<Readonly<Record<string, TensorValue>>>;

/**
 * Runs requests of tensors as one batch. When the graph refuses it, the batch is halved until the requests to blame are
 * alone, and they alone fail.
 */
export async function inferBatch(
  run: RunGraph,
  { feeds, batchable, outputs, rows: rowsOfEach, wanted }: InferBatch,
  nowMs: () => number,
): Promise<BatchReply<EncodedOutputs>> {
  const starts = rowStarts(rowsOfEach);
  const startOf = (request: number): number => starts[request] as number;
  const answers: (EncodedOutputs | Failure)[] = [];
  const timing = { encode: 0, infer: 0, decode: 0 };

  async function runPart(from: number, to: number): Promise<void> {
    const rows = startOf(to) - startOf(from);
    const isWhole = to - from === rowsOfEach.length;
    const startedMs = nowMs();
    let results: Readonly<Record<string, TensorValue>>;
    try {
      results = await run(isWhole ? feeds : rowsOfAll(feeds, startOf(from), rows), outputs);
    } catch (error) {
      timing.infer += nowMs() - startedMs;
      if (!(error instanceof FailureError)) throw error;
      if (error.failure.code !== 'BAD_REQUEST' || to - from === 1) {
        answers.fill(error.failure, from, to);
        return;
      }
      const middle = (from + to) >> 1;
      await runPart(from, middle);
      await runPart(middle, to);
      return;
    }
    const inferredMs = nowMs();
    timing.infer += inferredMs - startedMs;
    const named = Object.entries(results).map(([name, value]): NamedTensor => ({ name, value }));
    for (let request = from; request < to; request++) {
      const { outputs: own, binaryOutputs } = (wanted[request] ?? wanted[0]) as WantedForm;
      try {
        if (batchable) for (const result of named) checkRows(result, rows);
        const first = startOf(request) - startOf(from);
        const count = startOf(request + 1) - startOf(request);
        const results = to - from === 1 ? named : named.map((result) => rowsOf(result, first, count));
        const { json, binary } = encodeOutputs(results, own, binaryOutputs);
        const part = jsonPart(json);
        answers[request] = binary.length === 0 ? part : { json: part, binary };
      } catch (error) {
        answers[request] = toFailure(error);
      }
    }
    timing.decode += nowMs() - inferredMs;
  }

  answers.length = rowsOfEach.length;
  await runPart(0, rowsOfEach.length);
  return { answers, timing };
}

/** First row of each request in the batch, and the number of all behind them. */
function rowStarts(rowsOfEach: readonly number[]): number[] {
  const starts = [0];
  let rows = 0;
  for (const own of rowsOfEach) {
    rows += own;
    starts.push(rows);
  }
  return starts;
}

function checkRows({ name, value }: NamedTensor, rows: number): void {
  if (value.dims[0] === rows && value.data.length === elementsOf(value.dims)) return;
  throw failed(
    'MODEL_INVALID',
    `Output "${name}" has the shape [${value.dims.join(', ')}] for ${rows} rows, so the rows of different requests cannot be told apart in it. Let the model's batches have at most 1 row.`,
    { details: { field: name } },
  );
}

function rowsOf({ name, value }: NamedTensor, first: number, rows: number): NamedTensor {
  const width = elementsOf(value.dims.slice(1));
  const data = tensorPart(value.data, first * width, (first + rows) * width);
  return { name, value: { type: value.type, data, dims: [rows, ...value.dims.slice(1)] } as TensorValue };
}

function rowsOfAll(
  feeds: Readonly<Record<string, TensorValue>>,
  first: number,
  rows: number,
): Record<string, TensorValue> {
  const parts: Record<string, TensorValue> = {};
  for (const [name, value] of Object.entries(feeds)) parts[name] = rowsOf({ name, value }, first, rows).value;
  return parts;
}
