import { scoreClass } from '../../domain/decoding/classification.ts';
import { createRecordBlock, type RecordBlock } from '../../domain/csv-scan.ts';
import type { EncodingAids } from '../../domain/encoding/row-encoder.ts';
import { createRowScorer, type RowScorer } from '../../domain/row-scorer.ts';
import type { ScoreSetup } from '../messages.ts';
import { type CellWriter, createCellWriter } from './prediction-cells.ts';

/** The cells a block may hold in all, so that a table of ten thousand columns costs no more memory than a narrow one. */
const blockCells = 262_144;

/** Everything a run needs in this process, made once and used for all of its ranges. */
export interface PreparedRun extends RowScorer {
  setup: ScoreSetup;
  block: RecordBlock;
  cells: CellWriter;
  /** Classes whose rows are counted. */
  classes: number;
  /** Which of the numbers of a row is "the score". */
  scoreIndex: number;
}

/** @throws FailureError MAPPING_INCOMPLETE when a missing-value policy cannot work, MODEL_INVALID for a wrong card */
export async function prepareRun(setup: ScoreSetup, aids: EncodingAids): Promise<PreparedRun> {
  const { signature, columns } = setup;
  const rows = Math.max(1, Math.min(setup.batchRows, Math.floor(blockCells / columns.length)));
  const scorer = await createRowScorer(signature, new Map(setup.sources), rows, aids);
  const { encoder } = scorer;
  const { outputs } = signature;
  return {
    setup,
    block: createRecordBlock(columns.length, encoder.capacity, encoder.readsOf(columns.length)),
    ...scorer,
    cells: createCellWriter(outputs, setup.delimiter),
    classes: outputs.kind === 'classification' ? outputs.labels.length : 0,
    scoreIndex: outputs.kind === 'classification' ? scoreClass(outputs) : 0,
  };
}
