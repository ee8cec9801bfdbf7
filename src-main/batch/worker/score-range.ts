import { scanRecords } from '../../domain/csv-scan.ts';
import type { ModelSession } from '../../domain/model-session.ts';
import type { ReasonCount } from '../../domain/reject-reason.ts';
import { recordMaxBytes } from '../limits.ts';
import type { RangeOutcome, RangeRequest } from '../messages.ts';
import type { PreparedRun } from './prepare.ts';
import { describeProblem, longProblem, nulProblem } from './range-problem.ts';
import { guessStart, type ReadScratch, readMore, readRange } from './range-reader.ts';
import type { OutputBuffer } from './output-buffer.ts';
import { type RowWriting, writeRows } from './write-rows.ts';

/** What a range is scored with, besides the run it belongs to. */
interface RangeMeans {
  /** The input, open. */
  fd: number;
  session: ModelSession;
  scratch: ReadScratch;
  output: OutputBuffer;
}

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
  { fd, session, scratch, output }: RangeMeans,
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
  const writing: RowWriting = { run, range, output, outcome, reasons, samplesMax: request.samples };
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
      copied = writeRows(writing, copied, predictions);
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
