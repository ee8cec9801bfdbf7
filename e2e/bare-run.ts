import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Tokenizer } from '@huggingface/tokenizers';
import sharp from 'sharp';
import type { ModelCard, ModelInput, ModelTensor } from '../src-main/contract/card.ts';
import type { Prediction } from '../src-main/contract/models.ts';
import type { TensorValue } from '../src-main/engine/client/index.ts';
import type { TestedModel } from './doors.ts';

/**
 * Tensors made and read by hand, without the encoder and decoder of the product, for the kinds of model that come with
 * it; what the doors are measured against.
 */

type Row = Record<string, string>;

export async function tensorsOf(model: TestedModel, rows: Row[]): Promise<Record<string, TensorValue>> {
  const named = model.card.tensors.map(
    async (tensor) => [tensor.name, await tensorOf(tensor, model, rows)] as const,
  );
  return Object.fromEntries(await Promise.all(named));
}

async function tensorOf(
  tensor: ModelTensor,
  { card, modelPath }: TestedModel,
  rows: Row[],
): Promise<TensorValue> {
  if (tensor.kind === 'image') return pictures(tensor, rows);
  if (tensor.kind === 'features') {
    const inputs = tensor.features.map(
      (name) => card.inputs.find((input) => input.name === name) as ModelInput,
    );
    const dims = [rows.length, inputs.length];
    const cells = rows.flatMap((row) => inputs.map((input) => ({ input, cell: row[input.name] ?? '' })));
    if (tensor.type === 'string') {
      const data = cells.map(({ input, cell }) => (cell === '' ? String(input.default ?? '') : cell));
      return { type: 'string', data, dims };
    }
    if (tensor.type !== 'float32') throw new Error(`no bare run makes ${tensor.type}`);
    const data = Float32Array.from(cells, ({ input, cell }) => {
      if (cell === '') return Number(input.default ?? Number.NaN);
      if (input.type === 'boolean') return ['true', '1', 'yes'].includes(cell.toLowerCase()) ? 1 : 0;
      return input.type === 'category' ? input.values.indexOf(cell) : Number(cell);
    });
    return { type: 'float32', data, dims };
  }
  const tokenizer = tokenizerBeside(modelPath);
  const maxTokens = card.tokenizer?.maxTokens ?? 0;
  const ids = rows.map((row) => tokenizer.encode(row[tensor.feature] ?? '').ids.slice(0, maxTokens));
  const width = Math.max(...ids.map((row) => row.length));
  const padded = ids.flatMap((row) =>
    Array.from({ length: width }, (_, at) =>
      BigInt(tensor.part === 'ids' ? (row[at] ?? 0) : at < row.length ? 1 : 0),
    ),
  );
  return { type: 'int64', data: BigInt64Array.from(padded), dims: [rows.length, width] };
}

const tokenizers = new Map<string, Tokenizer>();

function tokenizerBeside(modelPath: string): Tokenizer {
  const path = join(modelPath, '..', 'tokenizer.json');
  const known = tokenizers.get(path) ?? new Tokenizer(JSON.parse(readFileSync(path, 'utf8')) as object, {});
  tokenizers.set(path, known);
  return known;
}

async function pictures(tensor: Extract<ModelTensor, { kind: 'image' }>, rows: Row[]): Promise<TensorValue> {
  const { width, height, scale, mean, std } = tensor;
  if (
    tensor.fit !== 'stretch' ||
    tensor.layout !== 'NCHW' ||
    tensor.channels !== 'RGB' ||
    tensor.type !== 'float32'
  )
    throw new Error('no bare run makes such pictures');
  const planes: number[] = [];
  for (const row of rows) {
    const pixels = await sharp(Buffer.from(row[tensor.feature] ?? '', 'base64'))
      .flatten({ background: '#ffffff' })
      .resize(width, height, { fit: 'fill', kernel: 'linear', fastShrinkOnLoad: false })
      .toColourspace('srgb')
      .raw()
      .toBuffer();
    for (const channel of [0, 1, 2]) {
      for (let at = channel; at < pixels.length; at += 3)
        planes.push(((pixels[at] ?? 0) * scale - (mean[channel] ?? 0)) / (std[channel] ?? 1));
    }
  }
  return { type: 'float32', data: Float32Array.from(planes), dims: [rows.length, 3, height, width] };
}

export function outputNames({ outputs }: ModelCard): string[] {
  if (outputs.kind === 'regression') return [outputs.value];
  if (outputs.kind === 'classification' && outputs.probabilities) return [outputs.probabilities];
  if (outputs.kind === 'detection' && outputs.decoder === 'boxes') return [outputs.boxes, outputs.scores];
  throw new Error('no bare run reads such outputs');
}

/** The numbers of a row's prediction as they stand in the outputs; of a detector, the scores of the boxes it found. */
export function numbersIn(
  card: ModelCard,
  outputs: Record<string, TensorValue>,
  row: number,
  rows: number,
  found: Prediction | undefined,
): number[] {
  const [first = '', second = ''] = outputNames(card);
  const values = rowOf(outputs[first], row, rows);
  if (card.outputs.kind !== 'detection') return values;
  const scores = rowOf(outputs[second], row, rows);
  const { labels } = card.outputs;
  const boxes = Array.isArray(found?.prediction) ? found.prediction : [];
  return boxes.flatMap(({ label, score }) => {
    const column = labels.indexOf(label);
    const cells = Array.from(
      { length: scores.length / labels.length },
      (_, cell) => cell * labels.length + column,
    );
    const best = cells.reduce((a, b) => (apart(scores[b], score) < apart(scores[a], score) ? b : a));
    return [scores[best] ?? Number.NaN];
  });
}

function apart(a: number | undefined, b: number): number {
  return Math.abs((a ?? Number.NaN) - b);
}

function rowOf(value: TensorValue | undefined, row: number, rows: number): number[] {
  if (!value) throw new Error('the run left an output out');
  const width = value.data.length / rows;
  return Array.from<unknown>(value.data.slice(row * width, (row + 1) * width)).map(Number);
}
