import { basename } from 'node:path';
import { failed, toFailure } from '../../contract/failure.ts';
import { addReasons, type ReasonCount } from '../../domain/reject-reason.ts';
import type { BatchCheckpoint } from '../checkpoint.ts';
import type {
  RangeOutcome,
  RangeProblem,
  RangeRequest,
  RangeSample,
  ScoreSetup,
  WriteOutcome,
  WriteRequest,
} from '../messages.ts';
import { createCommitOrder } from './commit-order.ts';

/** One engine process, as far as a batch needs it. */
export interface BatchEngine {
  call<T>(
    operation: string,
    payload: unknown,
    options: { signal: AbortSignal; deadlineMs?: number },
  ): Promise<T>;
}

/** Thrown when the first rejected row turns up in a run without the `rejected` column: the run must begin again with it. */
export class RejectedColumnNeeded extends Error {}

export interface ScoreRangesOptions {
  setup: ScoreSetup;
  engines: readonly BatchEngine[];
  from: BatchCheckpoint;
  inputName: string;
  /** Rejected rows to describe, beyond those already kept. */
  samples: number;
  signal: AbortSignal;
  /** Size of a range; the same for the whole life of a job, because it decides which rows are inferred together. */
  rangeBytes: number;
  /** Called in order after each range whose output, and that of all before it, is written. */
  onWritten(checkpoint: BatchCheckpoint, samples: RangeSample[]): void;
}

/** Ranges in work at once in each process: one is computed while another waits for its place. */
const rangesPerEngine = 2;
/** A range that takes a process down this often will do it again. */
const crashesMax = 8;
const rangeDeadlineMs = 15 * 60_000;
const dropDeadlineMs = 30_000;

/** About sixteen ranges for a small file, so that all processes share it; one megabyte each for a large one: larger ones take memory and no less time. */
export function rangeBytesFor(dataBytes: number): number {
  return Math.min(1 << 20, Math.max(256 << 10, Math.ceil(dataBytes / 16)));
}

/**
 * Scores all ranges after a checkpoint over all engine processes and writes them in order into one file.
 *
 * A range begins after the first line end in it, which is a guess: a quoted cell may hold line ends. The guess is
 * checked when the range before it has said where it ended, and a wrong one is scored again from the right place.
 * So the result depends neither on the number of processes nor on who was faster.
 *
 * @throws FailureError INPUT_MALFORMED with row and line, DISK_FULL and what else the processes report;
 *   RejectedColumnNeeded; what the signal was aborted with.
 */
export async function scoreRanges(options: ScoreRangesOptions): Promise<BatchCheckpoint> {
  const { setup, engines, from, rangeBytes, signal } = options;
  const rangeCount = Math.ceil((setup.sizeBytes - setup.dataStart) / rangeBytes);
  const failing = new AbortController();
  const stop = AbortSignal.any([signal, failing.signal]);
  const order = createCommitOrder(from.range);
  const writtenOrder = createCommitOrder(from.range);
  let next = from.range;
  /** Where the next range in order begins, in and out. */
  let cursor = { in: from.bytesIn, out: from.bytesOut, rows: from.rows, lines: from.lines };
  let checkpoint = from;
  let samplesWanted = options.samples;

  const requestFor = (range: number, exactFrom: number | null): RangeRequest => ({
    setup,
    range,
    from: exactFrom ?? setup.dataStart + range * rangeBytes,
    to: Math.min(setup.sizeBytes, setup.dataStart + (range + 1) * rangeBytes),
    exact: exactFrom !== null,
    samples: samplesWanted,
  });

  async function score(engine: BatchEngine, request: RangeRequest): Promise<RangeOutcome> {
    for (let crashes = 0; ; ) {
      try {
        return await engine.call<RangeOutcome>('batch.score', request, {
          signal: stop,
          deadlineMs: rangeDeadlineMs,
        });
      } catch (error) {
        stop.throwIfAborted();
        if (!processWasLost(error) || ++crashes === crashesMax) throw error;
      }
    }
  }

  /** Writes what the process holds; when the process was lost meanwhile, makes the same bytes again first. */
  async function write(
    engine: BatchEngine,
    request: RangeRequest,
    place: WriteRequest,
  ): Promise<WriteOutcome> {
    for (let crashes = 0; ; ) {
      try {
        return await engine.call<WriteOutcome>('batch.write', place, {
          signal: stop,
          deadlineMs: rangeDeadlineMs,
        });
      } catch (error) {
        stop.throwIfAborted();
        if (!processWasLost(error) || ++crashes === crashesMax) throw error;
        await score(engine, request);
      }
    }
  }

  async function work(engine: BatchEngine): Promise<void> {
    while (next < rangeCount) {
      stop.throwIfAborted();
      const range = next++;
      let request = requestFor(range, range === from.range ? from.bytesIn : null);
      let outcome = await score(engine, request);
      await order.turn(range, stop);
      if (outcome.start !== cursor.in) {
        request = requestFor(range, cursor.in);
        outcome = await score(engine, request);
      }
      if (outcome.problem) throw malformed(options.inputName, outcome.problem, cursor);
      if (outcome.rejected > 0 && !setup.withRejected) throw new RejectedColumnNeeded();
      const before = cursor;
      cursor = {
        in: outcome.end,
        out: before.out + outcome.outputBytes,
        rows: before.rows + outcome.rows,
        lines: before.lines + outcome.lines,
      };
      order.pass();
      const exact = { ...request, from: outcome.start, exact: true };
      const place = { runId: setup.runId, partialPath: setup.partialPath, range, offset: before.out };
      const { writeSeconds } = await write(engine, exact, place);
      await writtenOrder.turn(range, stop);
      samplesWanted = Math.max(0, samplesWanted - outcome.samples.length);
      checkpoint = advance(checkpoint, range, outcome, writeSeconds);
      options.onWritten(
        checkpoint,
        outcome.samples.map((sample) => ({ ...sample, row: before.rows + sample.row + 1 })),
      );
      writtenOrder.pass();
    }
  }

  const loops = engines.flatMap((engine) => Array.from({ length: rangesPerEngine }, () => work(engine)));
  const results = await Promise.allSettled(
    loops.map((loop) =>
      loop.catch((error: unknown) => {
        if (!failing.signal.aborted) failing.abort(error);
        throw error;
      }),
    ),
  );
  await Promise.allSettled(
    engines.map((engine) =>
      engine.call(
        'batch.drop',
        { runId: setup.runId },
        { signal: new AbortController().signal, deadlineMs: dropDeadlineMs },
      ),
    ),
  );
  signal.throwIfAborted();
  if (failing.signal.aborted && results.some((result) => result.status === 'rejected'))
    throw failing.signal.reason;
  return checkpoint;
}

/** Whether the process went down through no fault of this call, so that another try is worth it. */
function processWasLost(error: unknown): boolean {
  const { code, retryable } = toFailure(error);
  return retryable && (code === 'ENGINE_CRASHED' || code === 'ENGINE_MEMORY');
}

function malformed(name: string, problem: RangeProblem, before: { rows: number; lines: number }) {
  const row = before.rows + problem.row + 1;
  const line = before.lines + problem.line + 1;
  const column = problem.column === null ? '' : `, column ${problem.column}`;
  return failed('INPUT_MALFORMED', `${name} row ${row} (line ${line}${column}) ${problem.text}`, {
    details: {
      file: basename(name),
      row,
      line,
      ...(problem.column === null ? {} : { column: problem.column }),
    },
  });
}

function advance(
  before: BatchCheckpoint,
  range: number,
  outcome: RangeOutcome,
  writeSeconds: number,
): BatchCheckpoint {
  let { reasons } = before;
  if (outcome.reasons.length > 0) {
    const counts = new Map<string, ReasonCount>(reasons.map((reason) => [reason.reason, { ...reason }]));
    addReasons(
      counts,
      outcome.reasons.map((reason) => ({ ...reason, firstRow: before.rows + reason.firstRow + 1 })),
    );
    reasons = [...counts.values()];
  }
  const add = (a: readonly number[], b: readonly number[]) => a.map((value, i) => value + (b[i] ?? 0));
  return {
    ...before,
    range: range + 1,
    bytesIn: outcome.end,
    bytesOut: before.bytesOut + outcome.outputBytes,
    rows: before.rows + outcome.rows,
    lines: before.lines + outcome.lines,
    rejected: before.rejected + outcome.rejected,
    classCounts: add(before.classCounts, outcome.classCounts),
    scoreCounts: add(before.scoreCounts, outcome.scoreCounts),
    reasons,
    stages: {
      read: before.stages.read + outcome.stages.read,
      encode: before.stages.encode + outcome.stages.encode,
      infer: before.stages.infer + outcome.stages.infer,
      write: before.stages.write + outcome.stages.write + writeSeconds,
    },
  };
}
