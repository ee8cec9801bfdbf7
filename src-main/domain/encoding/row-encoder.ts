import type { ModelCard, ModelInput, TokenTensor } from '../../contract/card.ts';
import { failed } from '../../contract/failure.ts';
import { columnReads } from '../record-block.ts';
import type { TensorValue } from '../tensor.ts';
import type { CellColumn, RejectMarks } from './cells.ts';
import { featureTensor } from './feature-tensor.ts';
import { takesReadNumbers } from './float32-columns.ts';
import { imageTensor } from './image-tensor.ts';
import { missingAnswer, standardPolicy } from './missing-answer.ts';
import { pictureElements, type PictureReader, type Placement } from './pictures.ts';
import type { FeatureSource, TensorFiller } from './tensor-filler.ts';
import { textTensors } from './text-tensors.ts';
import type { Tokenizer } from './tokens.ts';

/** What of a card decides how rows are scored. */
export type Signature = Pick<ModelCard, 'inputs' | 'tensors' | 'tokenizer' | 'rowsPerRun' | 'outputs'>;

/** What an encoder needs beyond rules; both come from outside of this layer, and only when a card asks for them. */
export interface EncodingAids {
  tokenizer(): Promise<Tokenizer>;
  pictures(): Promise<PictureReader>;
}

export interface EncodedFeature {
  input: ModelInput;
  column: number;
}

/** A block of records: cell of row r and column c is at index r * columns + c. */
export interface CellBlock {
  bytes: Uint8Array;
  starts: Int32Array;
  ends: Int32Array;
  columns: number;
  rows: number;
  /** See RecordBlock; empty when nothing was read. */
  numbers?: Float32Array;
}

/** From the cells of a block of rows to what the graph takes: one for every door. */
export interface RowEncoder {
  /** Rows it takes at once, at most. */
  readonly capacity: number;
  /** In the order rejections are reported; `marks.rejectedBy` holds indexes of this list. */
  readonly features: readonly EncodedFeature[];
  /** Of the rows that were encoded last. */
  readonly marks: RejectMarks;
  /** By row, where its picture lies in the tensor; null without pictures. */
  readonly placements: readonly (Placement | null)[] | null;
  /** By column, what a scanner may read on the way (see RecordBlock). */
  readsOf(columns: number): Uint8Array;
  /** Encodes a block of at most `capacity` rows; the feeds are good until the next one. */
  encode(block: CellBlock): Promise<Record<string, TensorValue>>;
}

/**
 * @param sources by feature name; a feature that is not in it has no column
 * @param rows rows to take at once, at most; large rows make it fewer
 * @throws FailureError MAPPING_INCOMPLETE when a policy cannot work, MODEL_INVALID when the card contradicts itself
 */
export async function createRowEncoder(
  signature: Signature,
  sources: ReadonlyMap<string, FeatureSource>,
  rows: number,
  aids: EncodingAids,
): Promise<RowEncoder> {
  const inputs = new Map(signature.inputs.map((input) => [input.name, input]));
  const featureOf = (name: string) => {
    const input = inputs.get(name);
    if (!input) {
      throw failed('MODEL_INVALID', `the card's tensors name a feature "${name}" that its inputs lack`);
    }
    const source = sources.get(name) ?? { column: -1 };
    return { input, source, missing: missingAnswer(input, source.policy ?? standardPolicy(input)) };
  };

  const capacity = rowsAtOnce(signature, rows);
  const fillers: TensorFiller[] = [];
  const texts = new Map<string, TokenTensor[]>();
  for (const tensor of signature.tensors) {
    if (tensor.kind === 'tokens') {
      const known = texts.get(tensor.feature);
      if (known) known.push(tensor);
      else texts.set(tensor.feature, [tensor]);
    } else if (tensor.kind === 'image') {
      fillers.push(imageTensor(tensor, featureOf(tensor.feature), capacity, await aids.pictures()));
    } else {
      fillers.push(featureTensor(tensor, tensor.features.map(featureOf), capacity));
    }
  }
  for (const [name, tensors] of texts) {
    if (!signature.tokenizer) {
      throw failed('MODEL_INVALID', `the card has tensors of tokens and names no tokenizer`);
    }
    fillers.push(textTensors(tensors, featureOf(name), signature.tokenizer, await aids.tokenizer()));
  }
  return assemble(fillers, capacity);
}

function assemble(fillers: readonly TensorFiller[], capacity: number): RowEncoder {
  const marks: RejectMarks = {
    rejectedBy: new Int32Array(capacity),
    rejectedWhy: new Uint8Array(capacity),
    words: new Map(),
  };
  const features = fillers.flatMap((filler) =>
    filler.features.map(({ input, source }) => ({ input, column: source.column })),
  );
  const oneEmpty = new Int32Array(1);
  return {
    capacity,
    features,
    marks,
    placements: fillers.find((filler) => filler.placements)?.placements ?? null,
    readsOf(columns) {
      const reads = new Uint8Array(columns);
      for (const { input, column } of features) {
        if (column < 0 || !takesReadNumbers(input)) continue;
        // A column that feeds features of both types is read as whole numbers: the rest of it gets a closer look.
        const read = input.type === 'integer' ? columnReads.wholeNumber : columnReads.number;
        reads[column] = Math.max(reads[column] ?? 0, read);
      }
      return reads;
    },
    async encode({ bytes, starts, ends, columns, rows, numbers }) {
      marks.rejectedBy.fill(-1, 0, rows);
      marks.rejectedWhy.fill(0, 0, rows);
      marks.words?.clear();
      const column: CellColumn = { bytes, starts, ends, first: 0, stride: columns, rows };
      if (numbers && numbers.length > 0) column.numbers = numbers;
      // Every row of a feature without a column reads this one empty cell.
      const absent: CellColumn = { bytes, starts: oneEmpty, ends: oneEmpty, first: 0, stride: 0, rows };
      const feeds: Record<string, TensorValue> = {};
      let first = 0;
      for (const filler of fillers) {
        await filler.fill(
          (feature) => {
            const from = filler.features[feature]?.source.column ?? -1;
            if (from < 0) return absent;
            column.first = from;
            return column;
          },
          rows,
          marks,
          first,
        );
        filler.feed(rows, feeds);
        first += filler.features.length;
      }
      return feeds;
    },
  };
}

/** Tokens, picture elements and features that are encoded, and run, at once: most rows are small, some are not. */
const tokensAtOnce = 8_192;
const pictureElementsAtOnce = 4_194_304;
const featuresAtOnce = 4_194_304;

/** Rows that are encoded and run at once: `rows`, or fewer where each is large. */
export function rowsAtOnce({ tensors, tokenizer, rowsPerRun }: Signature, rows: number): number {
  let most = rows;
  let features = 1;
  for (const tensor of tensors) {
    if (tensor.kind === 'features') features += tensor.features.length;
    if (tensor.kind === 'tokens') most = Math.min(most, tokensAtOnce / (tokenizer?.maxTokens ?? 512));
    if (tensor.kind === 'image') most = Math.min(most, pictureElementsAtOnce / pictureElements(tensor));
  }
  most = Math.max(1, Math.floor(Math.min(most, featuresAtOnce / features)));
  if (!rowsPerRun) return most;
  return Math.min(rows, Math.max(rowsPerRun, most - (most % rowsPerRun)));
}
