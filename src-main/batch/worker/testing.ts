import type { EncodingAids } from '../../domain/encoding/row-encoder.ts';

/** For models of numbers alone. */
export const noAids: EncodingAids = {
  tokenizer: () => Promise.reject(new Error('this model has no tokenizer')),
  pictures: () => Promise.reject(new Error('this model takes no pictures')),
};
