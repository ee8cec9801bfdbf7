import type { ModelCard, ModelInput } from '../../contract/card.ts';
import { failed, toFailure } from '../../contract/failure.ts';
import { createDecoder } from '../../domain/decoding/decoder.ts';
import { instanceCells } from '../../domain/encoding/instance-cells.ts';
import { createRowEncoder, type EncodingAids, type RowEncoder } from '../../domain/encoding/row-encoder.ts';
import { type ModelSession, runRows } from '../../domain/model-session.ts';
import type { TensorValue } from '../../domain/tensor.ts';
import type { ProbeRequest, ProbeResult, ProbeRun } from '../importing/checker.ts';
import { madeUpRows } from './made-up-rows.ts';

export type { ProbeRequest };

const batches = [1, 7, 256];

/** Values that are made up for one run, at most: a model may take a hundred thousand a row. */
const mostValues = 262_144;

/**
 * Runs a model on made-up rows, one, a few and many at once, through the encoder and decoder of every door, and looks
 * at what comes out: a row of output for each row, all numbers finite, the same for a row alone as among others.
 * @throws MODEL_INVALID in one sentence when it cannot be run as its card says
 */
export async function probeModel(
  session: ModelSession & EncodingAids,
  card: ModelCard,
): Promise<ProbeResult> {
  try {
    return await probe(session, card);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code !== 'BAD_REQUEST') throw error;
    // Which texts it knows may stand in the graph alone.
    if (card.inputs.some(isUnknownText)) return { refusal: failure.message };
    // What was fed is what the card says, so a refusal is about the two of them.
    throw failed(
      'MODEL_INVALID',
      `it could not be run on rows as its card describes them: ${failure.message}`,
    );
  }
}

function isUnknownText(input: ModelInput): boolean {
  return input.type === 'text' && !input.example && !input.default;
}

async function probe(session: ModelSession & EncodingAids, card: ModelCard): Promise<ProbeRun> {
  const names = card.inputs.map(({ name }) => name);
  const sources = new Map(names.map((name, column) => [name, { column }]));
  const encoder = await createRowEncoder(card, sources, Math.max(...batches), session);
  const decoder = createDecoder(card);
  const result: ProbeRun = { rows: 0, ms: 0, nonFinite: 0, largestDifference: 0 };
  let alone: number[][] = [];
  const mostRows = Math.min(encoder.capacity, Math.max(2, Math.floor(mostValues / names.length)));
  for (const rows of new Set(batches.map((batch) => Math.min(batch, mostRows)))) {
    const block = instanceCells(names, madeUpRows(card.inputs, rows));
    const feeds = await encoder.encode(block);
    refuseRejected(encoder, rows);
    const startedMs = performance.now();
    const outputs = await runRows(session, feeds, rows, card.rowsPerRun ?? null, decoder.outputs);
    result.ms = performance.now() - startedMs;
    result.rows = rows;
    decoder.decode(outputs, rows, encoder.marks, encoder.placements);
    const numbers = outputs.map(numbersOf);
    result.nonFinite = numbers.flat().filter((value) => !Number.isFinite(value)).length;
    result.largestDifference = Math.max(result.largestDifference, difference(alone, numbers));
    alone = numbers;
  }
  return result;
}

/** Empty for texts, which are class names. */
function numbersOf({ data }: TensorValue): number[] {
  return Array.from<number | bigint | string>(data).flatMap((value) =>
    typeof value === 'string' ? [] : [Number(value)],
  );
}

/** Between the rows that both have; a longer list begins with the same rows. */
function difference(few: readonly number[][], many: readonly number[][]): number {
  let largest = 0;
  for (const [output, values] of few.entries()) {
    for (const [at, value] of values.entries()) {
      const apart = Math.abs(value - (many[output]?.[at] ?? value));
      if (apart > largest) largest = apart;
    }
  }
  return largest;
}

function refuseRejected({ marks, features }: RowEncoder, rows: number): void {
  for (let row = 0; row < rows; row++) {
    const feature = features[marks.rejectedBy[row] ?? -1];
    if (!feature) continue;
    throw failed('MODEL_INVALID', `its own example or range of "${feature.input.name}" is no value it takes`);
  }
}
