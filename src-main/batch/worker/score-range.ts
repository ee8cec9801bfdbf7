import { scanRecords } from '../../domain/csv-scan.ts';
import type { Predictions } from '../../domain/decoding/predictions.ts';
import type { ModelSession } from '../../domain/model-session.ts';
import { addReasons, type ReasonCount } from '../../domain/reject-reason.ts';
import { rejectionOf } from '../../domain/rejection-of.ts';
import { recordMaxBytes } from '../limits.ts';
import type { RangeOutcome, RangeRequest, RangeSample } from '../messages.ts';
import type { PreparedRun } from './prepare.ts';
import { quoteCell } from './quote-cell.ts';
import { describeProblem, longProblem, nulProblem } from './range-problem.ts';
import { guessStart, type RangeBytes, type ReadScratch, readMore, readRange } from './range-reader.ts';
import type { OutputBuffer } from './output-buffer.ts';

/**
 * Scores the records that begin in one byte range: scan → encode → infer → the original bytes with prediction cells
 * appended, into `output`. Bytes between records (line ends, blank lines) are copied as they are.
 *
 * A table that breaks its grammar ends the range with a `problem` instead of a throw: when the start was a guess,
 * the guess may be what is wrong.
 */
export async function scoreRange(
  run: PreparedRun,
  request: RangeRequest,
  fd: number,
  session: ModelSession,
  scratch: ReadScratch,
  output: OutputBuffer,
): Promise<RangeOutcome> {
  const { setup, block, encoder, decoder } = run;
  const clock = stageClock();
  const outcome: RangeOutcome = emptyOutcome(run, request);
  if (request.from >= request.to) return outcome;

  const readFrom = request.exact ? request.from : request.from - 1;
  const range = readRange(fd, scratch, readFrom, request.to, setup.sizeBytes);
  let at = request.exact ? 0 : guessStart(range, setup.columns.length, setup.delimiter);
  if (at === null || range.base + at >= request.to) {
    return { ...outcome, start: request.to, end: request.to, stages: clock.stages };
  }
  outcome.start = range.base + at;
  block.lines = 0;
  const reasons = new Map<string, ReasonCount>();
  /** Everything before this byte is in the output. */
  let copied = at;

  let nulAt = range.bytes.subarray(0, range.until).indexOf(0, at);
  for (;;) {
    const limit = Math.min(request.to - range.base, range.until);
    const scan = scanRecords(range.bytes, at, limit, range.until, range.final, setup.delimiter, block);
    clock.stop('read');
    if (block.rows > 0) {
      if (nulAt >= 0 && nulAt < scan.next) {
        outcome.problem = nulProblem(run, range, at, nulAt, outcome.rows);
        break;
      }
      const feeds = await encoder.encode({ ...block, bytes: range.bytes });
      clock.stop('encode');
      const values = await run.run(session, feeds, block.rows, encoder.marks);
      clock.stop('infer');
      const predictions = decoder.decode(values, block.rows, encoder.marks, encoder.placements);
      copied = append(run, range, copied, predictions, output, outcome, reasons, request.samples);
      outcome.rows += block.rows;
      clock.stop('write');
    }
    if (scan.problem) {
      outcome.problem = describeProblem(run, range, scan.next, scan.problem, outcome.rows - block.rows);
      break;
    }
    at = scan.next;
    if (scan.stop === 'full') continue;
    if (range.base + at >= request.to) break;
    if (range.until - at > recordMaxBytes) {
      outcome.problem = longProblem(run, range, at, outcome.rows, block.lines);
      break;
    }
    if (!readMore(fd, scratch, range, copied, setup.sizeBytes)) break;
    at -= copied;
    copied = 0;
    nulAt = range.bytes.subarray(0, range.until).indexOf(0, at);
    clock.stop('read');
  }
  outcome.end = range.base + at;
  output.appendBytes(range.bytes, copied, at);
  outcome.lines = block.lines;
  outcome.reasons = [...reasons.values()];
  outcome.outputBytes = output.length;
  clock.stop('write');
  return { ...outcome, stages: clock.stages };
}

/** Copies each record and writes its prediction cells after it. Returns up to where the input is copied. */
function append(
  run: PreparedRun,
  range: RangeBytes,
  copiedBefore: number,
  predictions: Predictions,
  output: OutputBuffer,
  outcome: RangeOutcome,
  reasons: Map<string, ReasonCount>,
  samplesMax: number,
): number {
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
      const reason = reject(run, range, row, outcome, reasons, samplesMax);
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
export function binOf(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (value >= (edges[middle] as number)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function reject(
  run: PreparedRun,
  range: RangeBytes,
  row: number,
  outcome: RangeOutcome,
  reasons: Map<string, ReasonCount>,
  samplesMax: number,
): string {
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

function emptyOutcome(run: PreparedRun, request: RangeRequest): RangeOutcome {
  return {
    start: request.from,
    end: request.from,
    rows: 0,
    lines: 0,
    rejected: 0,
    outputBytes: 0,
    reasons: [],
    samples: [],
    classCounts: new Array<number>(run.classes).fill(0),
    scoreCounts: new Array<number>(Math.max(0, run.setup.scoreEdges.length - 1)).fill(0),
    stages: { read: 0, encode: 0, infer: 0, write: 0 },
    problem: null,
  };
}

function stageClock() {
  const stages = { read: 0, encode: 0, infer: 0, write: 0 };
  let last = performance.now();
  return {
    stages,
    /** Books the time since the last stop under a stage. */
    stop(stage: keyof typeof stages): void {
      const now = performance.now();
      stages[stage] += (now - last) / 1000;
      last = now;
    },
  };
}
