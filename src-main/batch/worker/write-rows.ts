import type { Predictions } from '../../domain/decoding/predictions.ts';
import { addReasons, type ReasonCount } from '../../domain/reject-reason.ts';
import { rejectionOf } from '../../domain/rejection-of.ts';
import type { RangeOutcome, RangeSample } from '../messages.ts';
import type { OutputBuffer } from './output-buffer.ts';
import type { PreparedRun } from './prepare.ts';
import { quoteCell } from './quote-cell.ts';
import type { RangeBytes } from './range-reader.ts';

/** A range whose rows are being written, and where they are counted. */
export interface RowWriting {
  run: PreparedRun;
  range: RangeBytes;
  output: OutputBuffer;
  outcome: RangeOutcome;
  reasons: Map<string, ReasonCount>;
  /** Rejected rows that are kept as samples. */
  samplesMax: number;
}

/**
 * Copies the records of the block that was scored last and writes its prediction cells after each. Bytes of the input
 * before `copiedBefore` are in the output already.
 * @returns up to where the input is copied
 */
export function writeRows(writing: RowWriting, copiedBefore: number, predictions: Predictions): number {
  const { run, range, output, outcome } = writing;
  const { block, cells, scoreIndex } = run;
  const { rejectedBy } = run.encoder.marks;
  const { rowEnds, rows } = block;
  const { scoreEdges, withRejected, delimiter } = run.setup;
  const { classes, scores, width } = predictions;
  const cellsMax = cells.take(predictions) + 1;
  let copied = copiedBefore;
  const blockBytes = (rowEnds[rows - 1] as number) - copied;
  const outputBytes = blockBytes + rows * cellsMax;
  const growth = Math.min(2, outputBytes / Math.max(1, blockBytes));
  output.reserve(outputBytes, Math.ceil((range.until - copied) * growth));
  for (let row = 0; row < rows; row++) {
    const rowEnd = rowEnds[row] as number;
    output.copyReserved(range.bytes, copied, rowEnd);
    copied = rowEnd;
    const bytes = output.bytes;
    let at = output.length;
    if (rejectedBy[row] !== -1) {
      for (let cell = 0; cell < cells.cells; cell++) bytes[at++] = delimiter;
      output.length = at;
      const reason = reject(writing, row);
      if (withRejected) {
        const text = Buffer.from(
          String.fromCharCode(delimiter) + quoteCell(reason, String.fromCharCode(delimiter)),
        );
        output.reserve(text.length + (rowEnds[rows - 1] as number) - copied + (rows - row) * cellsMax);
        output.copyReserved(text, 0, text.length);
      }
      continue;
    }
    at = cells.write(bytes, at, row);
    if (classes) {
      const index = classes[row] as number;
      outcome.classCounts[index] = (outcome.classCounts[index] as number) + 1;
    }
    if (withRejected) bytes[at++] = delimiter;
    output.length = at;
    if (scores && scoreEdges.length > 1) {
      const bin = binOf(scoreEdges, scores[row * width + scoreIndex] as number);
      outcome.scoreCounts[bin] = (outcome.scoreCounts[bin] as number) + 1;
    }
  }
  return copied;
}

/** The fixed bin a value falls in: [edge i, edge i+1), the last one closed; what lies outside goes to the end bins. */
function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= (edges[middle] as number)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Counts a row that was rejected, and answers why it was. */
function reject({ run, range, outcome, reasons, samplesMax }: RowWriting, row: number): string {
  const { block, encoder, setup } = run;
  const cells = { ...block, bytes: range.bytes };
  const { feature, column, value, reason } = rejectionOf(encoder, cells, row, setup.columns);
  const rowInRange = outcome.rows + row;
  outcome.rejected++;
  addReasons(reasons, [{ reason, rows: 1, firstRow: rowInRange }]);
  if (outcome.samples.length < samplesMax) {
    const sample: RangeSample = {
      row: rowInRange,
      feature: feature ?? '',
      column: setup.columns[column] ?? '',
      value: value.slice(0, 200),
      reason,
    };
    outcome.samples.push(sample);
  }
  return reason;
}
