import { createDecoder } from './decoding/decoder.ts';
import type { Decoder } from './decoding/predictions.ts';
import {
  createRowEncoder,
  type EncodingAids,
  type RowEncoder,
  type Signature,
} from './encoding/row-encoder.ts';
import type { FeatureSource } from './encoding/tensor-filler.ts';
import { createRowRunner, type RowRunner } from './run-apart.ts';

/** The three steps from cells to predictions by one signature: encode, run, decode. The same for every door. */
export interface RowScorer {
  encoder: RowEncoder;
  run: RowRunner;
  decoder: Decoder;
}

/**
 * @param sources by feature name; a feature that is not in it has no column
 * @param rows rows to take at once, at most
 * @throws FailureError MAPPING_INCOMPLETE when a policy cannot work, MODEL_INVALID when the card contradicts itself
 */
export async function createRowScorer(
  signature: Signature,
  sources: ReadonlyMap<string, FeatureSource>,
  rows: number,
  aids: EncodingAids,
): Promise<RowScorer> {
  const encoder = await createRowEncoder(signature, sources, rows, aids);
  const decoder = createDecoder(signature);
  return { encoder, run: createRowRunner(signature.rowsPerRun ?? null, decoder.outputs), decoder };
}
