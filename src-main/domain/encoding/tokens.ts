import type { TokenTensor } from '../../contract/card.ts';

/** What a tokenizer makes of one text, special tokens and truncation included. */
export interface TokenRow {
  ids: readonly number[];
  /** Of the same length as `ids`. */
  types: readonly number[];
}

/** A `tokenizer.json` of more than this is none of a model that runs here. */
export const tokenizerBytesMax = 64e6;

/** The tokenizer that stands beside a model. */
export interface Tokenizer {
  readonly padId: number;
  /** At most `maxTokens` tokens. */
  encode(text: string, maxTokens: number): TokenRow;
}

/**
 * Lays token rows out as one tensor [rows, longest], or [rows, padTo].
 * @returns data as 64-bit or 32-bit whole numbers
 */
export function tokenTensor(
  rows: readonly TokenRow[],
  tensor: Pick<TokenTensor, 'type' | 'part'>,
  padId: number,
  padTo: number | null,
): { data: BigInt64Array | Int32Array; dims: [number, number] } {
  const width = padTo ?? Math.max(1, ...rows.map(({ ids }) => ids.length));
  const numbers = new Int32Array(rows.length * width);
  rows.forEach(({ ids, types }, row) => {
    const first = row * width;
    if (tensor.part === 'ids') {
      numbers.fill(padId, first, first + width);
      numbers.set(ids, first);
    } else if (tensor.part === 'mask') {
      numbers.fill(1, first, first + ids.length);
    } else {
      numbers.set(types, first);
    }
  });
  const data = tensor.type === 'int32' ? numbers : BigInt64Array.from(numbers, BigInt);
  return { data, dims: [rows.length, width] };
}
