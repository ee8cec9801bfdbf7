import { closeSync, openSync, writeSync } from 'node:fs';
import { failed } from '../../contract/failure.ts';
import type { RangeOutcome, RangeRequest, ScoreSetup, WriteOutcome, WriteRequest } from '../messages.ts';
import { inputFailure, outputFailure } from '../file-failure.ts';
import { OutputBuffer } from './output-buffer.ts';
import { type PreparedRun, prepareRun } from './prepare.ts';
import type { EncodingAids } from '../../domain/encoding/row-encoder.ts';
import type { ModelSession } from '../../domain/model-session.ts';
import type { ReadScratch } from './range-reader.ts';
import { scoreRange } from './score-range.ts';

interface OpenRun {
  prepared: PreparedRun;
  inputFd: number;
  outputFd: number;
  /** Output of ranges that wait for their place in the file. */
  held: Map<number, OutputBuffer>;
}

/** A loaded model: it runs, and it knows what stands beside it. */
export interface ScoringSession extends ModelSession, EncodingAids {}

/** The runs of one engine process: ranges are scored one after the other, their output is held until it has a place. */
export function createRuns(session: (key: string) => ScoringSession) {
  const open = new Map<string, OpenRun>();
  const scratch: ReadScratch = { buffer: Buffer.alloc(0) };
  const spare: OutputBuffer[] = [];
  let last: Promise<unknown> = Promise.resolve();

  const openRun = async (setup: ScoreSetup): Promise<OpenRun> => {
    const known = open.get(setup.runId);
    if (known) return known;
    const prepared = await prepareRun(setup, session(setup.sessionKey));
    const inputFd = guarded(
      () => openSync(setup.csvPath, 'r'),
      (error) => inputFailure(error, setup.csvPath),
    );
    const outputFd = guarded(
      () => openSync(setup.partialPath, 'r+'),
      (error) => {
        closeSync(inputFd);
        return outputFailure(error, setup.partialPath);
      },
    );
    const run = { prepared, inputFd, outputFd, held: new Map<number, OutputBuffer>() };
    open.set(setup.runId, run);
    return run;
  };

  const release = (run: OpenRun, range: number): void => {
    const buffer = run.held.get(range);
    if (!buffer) return;
    run.held.delete(range);
    spare.push(buffer);
  };

  return {
    /** Scores one range and holds its output. Encoding buffers are shared, so ranges go one at a time. */
    score(request: RangeRequest): Promise<RangeOutcome> {
      const result = last.then(async () => {
        const run = await openRun(request.setup);
        release(run, request.range);
        const output = spare.pop() ?? new OutputBuffer();
        output.length = 0;
        const outcome = await scoreRange(run.prepared, request, {
          fd: run.inputFd,
          session: session(request.setup.sessionKey),
          scratch,
          output,
        });
        run.held.set(request.range, output);
        return outcome;
      });
      last = result.catch(() => undefined);
      return result;
    },

    /** Puts a held output at its place in the partial file. */
    write({ runId, range, offset, partialPath }: WriteRequest): WriteOutcome {
      const run = open.get(runId);
      const held = run?.held.get(range);
      if (!run || !held)
        throw failed('ENGINE_CRASHED', 'the engine process no longer holds this range', { retryable: true });
      const startedMs = performance.now();
      for (let done = 0; done < held.length; ) {
        done += guarded(
          () => writeSync(run.outputFd, held.bytes, done, held.length - done, offset + done),
          (error) => outputFailure(error, partialPath),
        );
      }
      release(run, range);
      return { writeSeconds: (performance.now() - startedMs) / 1000 };
    },

    /** Forgets a run once the range in work is done: closes its files and frees what it holds. */
    drop({ runId }: { runId: string }): Promise<void> {
      const dropped = last.then(() => {
        const run = open.get(runId);
        if (!run) return;
        open.delete(runId);
        closeSync(run.inputFd);
        closeSync(run.outputFd);
        for (const range of [...run.held.keys()]) release(run, range);
        if (open.size === 0) spare.length = 0;
      });
      last = dropped.catch(() => undefined);
      return dropped;
    },
  };
}

function guarded<T>(action: () => T, asFailure: (error: unknown) => Error): T {
  try {
    return action();
  } catch (error) {
    throw asFailure(error);
  }
}
