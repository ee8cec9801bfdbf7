import { type ColumnEncoder, createColumnEncoder, type EncodedBlock } from '../../domain/column-encoder.ts';
import { columnReads, createRecordBlock, type RecordBlock } from '../../domain/csv-scan.ts';
import type { ScoreSetup } from '../messages.ts';

/** The cells a block may hold in all, so that a table of ten thousand columns costs no more memory than a narrow one. */
const blockCells = 262_144;

/** Everything a run needs in this process, made once and used for all of its ranges. */
export interface PreparedRun {
  setup: ScoreSetup;
  block: RecordBlock;
  tensors: { name: string; width: number; values: Float32Array }[];
  /** One a feature, in the order rejections are reported. */
  features: { encoder: ColumnEncoder; column: number; into: EncodedBlock }[];
  rejectedBy: Int16Array;
  rejectedWhy: Uint8Array;
  /** Class names as they stand in the file. */
  labelBytes: Buffer[];
  /** Which class is "the score"; for regression 0. */
  scoreIndex: number;
}

/** @throws FailureError MAPPING_INCOMPLETE when a missing-value policy cannot work. */
export function prepareRun(setup: ScoreSetup): PreparedRun {
  const capacity = Math.max(1, Math.min(setup.batchRows, Math.floor(blockCells / setup.columns.length)));
  const rejectedBy = new Int16Array(capacity);
  const rejectedWhy = new Uint8Array(capacity);
  const features: PreparedRun['features'] = [];
  const reads = new Uint8Array(setup.columns.length);
  const tensors = setup.tensors.map(({ name, features: members }) => {
    const values = new Float32Array(capacity * members.length);
    members.forEach(({ input, column, policy }, first) => {
      if (column >= 0 && (input.type === 'number' || input.type === 'integer'))
        reads[column] = Math.max(reads[column] ?? 0, readOf(input.type));
      features.push({
        encoder: createColumnEncoder(input, policy),
        column,
        into: { values, first, stride: members.length, rejectedBy, rejectedWhy },
      });
    });
    return { name, width: members.length, values };
  });
  const { outputs } = setup;
  const labels = outputs.kind === 'classification' ? outputs.labels : [];
  const positive =
    outputs.kind === 'classification' ? (outputs.positive ?? labels[labels.length - 1] ?? '') : '';
  const delimiter = String.fromCharCode(setup.delimiter);
  return {
    setup,
    block: createRecordBlock(setup.columns.length, capacity, reads),
    tensors,
    features,
    rejectedBy,
    rejectedWhy,
    labelBytes: labels.map((label) => Buffer.from(quoteCell(label, delimiter))),
    scoreIndex: outputs.kind === 'classification' ? Math.max(0, labels.indexOf(positive)) : 0,
  };
}

/** A column that feeds features of both types is read as whole numbers: the rest of it gets a closer look. */
function readOf(type: 'number' | 'integer'): number {
  return type === 'integer' ? columnReads.wholeNumber : columnReads.number;
}

/** A cell's text as it is written: quoted only where RFC 4180 needs it. */
export function quoteCell(text: string, delimiter: string): string {
  if (!text.includes(delimiter) && !/["\r\n]/u.test(text)) return text;
  return `"${text.replaceAll('"', '""')}"`;
}
