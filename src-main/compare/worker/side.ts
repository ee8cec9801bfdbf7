import type { CellBlock } from '../../domain/encoding/row-encoder.ts';
import { rejectionOf } from '../../domain/rejection-of.ts';
import { createRowScorer } from '../../domain/row-scorer.ts';
import type { Answers } from '../answers.ts';
import type { ComparedModel } from '../messages.ts';
import type { OpenModel } from '../work.ts';

/** Rows that go through the graph at once, at most. */
const rowsAtOnce = 4096;

/** One of the two models, with the encoder and decoder of every other door. */
export interface Side {
  /** Rows it takes through the graph at once. */
  readonly capacity: number;
  answer(block: CellBlock): Promise<Answers>;
}

/** @throws FailureError MAPPING_INCOMPLETE, MODEL_INVALID */
export async function openSide({ signature, sources }: ComparedModel, { session }: OpenModel): Promise<Side> {
  const { encoder, run, decoder } = await createRowScorer(signature, new Map(sources), rowsAtOnce, session);

  return {
    capacity: encoder.capacity,
    async answer(block) {
      const answers: Answers = {
        rows: block.rows,
        accepted: new Uint8Array(block.rows),
        classes: null,
        numbers: null,
        width: 0,
        boxes: null,
        rejection: null,
      };
      for (let from = 0; from < block.rows; from += encoder.capacity) {
        const part = blockPart(block, from, Math.min(block.rows, from + encoder.capacity));
        const feeds = await encoder.encode(part);
        const outputs = await run(session, feeds, part.rows, encoder.marks);
        const said = decoder.decode(outputs, part.rows, encoder.marks, encoder.placements);
        for (let row = 0; row < part.rows; row++) {
          if (encoder.marks.rejectedBy[row] === -1) answers.accepted[from + row] = 1;
          else answers.rejection ??= rejectionOf(encoder, part, row, null).reason;
        }
        if (said.classes) (answers.classes ??= new Int32Array(block.rows)).set(said.classes, from);
        if (said.scores) {
          answers.width = said.width;
          answers.numbers ??= new Float64Array(block.rows * said.width);
          answers.numbers.set(said.scores.subarray(0, part.rows * said.width), from * said.width);
        }
        if (said.boxes) answers.boxes = [...(answers.boxes ?? []), ...said.boxes];
      }
      return answers;
    },
  };
}

/** The rows `[from, to)` of a block, as views. */
export function blockPart(block: CellBlock, from: number, to: number): CellBlock {
  const { bytes, starts, ends, columns } = block;
  return {
    bytes,
    starts: starts.subarray(from * columns, to * columns),
    ends: ends.subarray(from * columns, to * columns),
    columns,
    rows: to - from,
  };
}
