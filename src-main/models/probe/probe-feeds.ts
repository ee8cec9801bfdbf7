import type { ModelCard, ModelTensor } from '../../contract/card.ts';
import { codeOf, inputsByName, type ProbeValue, probeColumn } from './probe-columns.ts';

/** A tensor as the runtime takes it; `data` is the typed array of `type`, or texts. */
export interface ProbeTensor {
  type: string;
  data: ProbeData;
  dims: readonly number[];
}
type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;
export type ProbeData = NumberArray | BigInt64Array | BigUint64Array | string[];

/** How many tokens a made-up text has. */
const probeTokens = 8;

/** What each tensor of a card gets for so many made-up rows. */
export function probeFeeds(card: ModelCard, rows: number): Record<string, ProbeTensor> {
  const inputs = inputsByName(card);
  const columns = new Map<string, ProbeValue[]>();
  const column = (feature: string): ProbeValue[] => {
    const input = inputs.get(feature);
    const values = columns.get(feature) ?? (input ? probeColumn(input, rows) : []);
    columns.set(feature, values);
    return values;
  };
  return Object.fromEntries(
    card.tensors.map((tensor) => [tensor.name, probeTensor(card, tensor, rows, column)]),
  );
}

function probeTensor(
  card: ModelCard,
  tensor: ModelTensor,
  rows: number,
  column: (feature: string) => ProbeValue[],
): ProbeTensor {
  if (tensor.kind === 'features') {
    const inputs = inputsByName(card);
    const width = tensor.features.length;
    const dims = [rows, ...(tensor.dims ?? (tensor.shape === 'vector' ? [] : [width]))];
    const cell = (index: number): ProbeValue => {
      const feature = tensor.features[index % width] ?? '';
      const value = column(feature)[Math.floor(index / width)] ?? 0;
      const input = inputs.get(feature);
      return tensor.type === 'string' || !input ? value : codeOf(input, value);
    };
    return { type: tensor.type, data: filled(tensor.type, rows * width, cell), dims };
  }
  if (tensor.kind === 'tokens') {
    const tokens = card.tokenizer?.padToMax ? card.tokenizer.maxTokens : probeTokens;
    const cell = (index: number): number => {
      if (tensor.part === 'types') return 0;
      if (tensor.part === 'mask') return 1;
      // Low ids exist in every vocabulary.
      return 1 + ((index * 7 + Math.floor(index / tokens)) % 5);
    };
    return { type: tensor.type, data: filled(tensor.type, rows * tokens, cell), dims: [rows, tokens] };
  }
  const { width, height } = tensor;
  const channels = tensor.channels === 'L' ? 1 : 3;
  const dims = tensor.layout === 'NCHW' ? [rows, channels, height, width] : [rows, height, width, channels];
  const pixel = (index: number): number => {
    const value = (index * 37 + Math.floor(index / (width * height)) * 11) % 256;
    return tensor.type === 'uint8'
      ? value
      : (value * tensor.scale - (tensor.mean[0] ?? 0)) / (tensor.std[0] ?? 1);
  };
  return { type: tensor.type, data: filled(tensor.type, rows * channels * height * width, pixel), dims };
}

function filled(type: string, length: number, cell: (index: number) => ProbeValue): ProbeData {
  if (type === 'string') return Array.from({ length }, (_, index) => String(cell(index)));
  if (type === 'int64' || type === 'uint64') {
    const bigs = type === 'int64' ? new BigInt64Array(length) : new BigUint64Array(length);
    for (let i = 0; i < length; i++) bigs[i] = BigInt(Math.round(Number(cell(i)) || 0));
    return bigs;
  }
  const numbers = numberArray(type, length);
  for (let i = 0; i < length; i++) numbers[i] = Number(cell(i)) || 0;
  return numbers;
}

function numberArray(type: string, length: number): NumberArray {
  switch (type) {
    case 'float64':
      return new Float64Array(length);
    case 'int8':
      return new Int8Array(length);
    case 'uint8':
    case 'bool':
      return new Uint8Array(length);
    case 'int16':
      return new Int16Array(length);
    case 'uint16':
      return new Uint16Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'uint32':
      return new Uint32Array(length);
    case 'float16':
      // Typed as the nearest thing the compiler's library knows.
      return new (globalThis as unknown as { Float16Array: typeof Float32Array }).Float16Array(length);
    default:
      return new Float32Array(length);
  }
}
