import { failed, toFailure } from '../contract/failure.ts';
import type { JobProgress, JobResult } from '../contract/jobs.ts';
import type { JobCheckpoint, LeasedJob, RejectedSample } from '../domain/job-record.ts';
import type { RunEnd } from './leases.ts';

/** What a run is given to work with. */
export type RunContext = {
  /**
   * Aborted when the run has to stop: finish or drop what is in flight, then answer `stopped` (or throw CANCELLED,
   * which is the same). Its reason is a CANCELLED failure that says why.
   */
  signal: AbortSignal;
  /**
   * Saves how far the run has come; resolves when it is on the disk. `rejected` are samples found since the last
   * checkpoint; they are saved with it or not at all.
   * @throws CANCELLED when this run does not hold the job any more; DISK_FULL, STORE_FAILED
   */
  checkpoint(
    checkpoint: JobCheckpoint,
    more?: { progress?: JobProgress; rejected?: readonly RejectedSample[] },
  ): Promise<void>;
  /** Tells how far it is. Cheap: it goes to those who watch, and to the disk only now and then. */
  progress(progress: JobProgress): void;
};

export type RunOutcome = { kind: 'done'; result: JobResult } | { kind: 'stopped' };

/** Does a job from its checkpoint (`job.checkpoint`, null = from the start) to its end. Failures are thrown. */
export type RunJob = (job: LeasedJob, context: RunContext) => Promise<RunOutcome>;

/** Carries out one run, whatever it does: always resolves to how it came to its end. */
export async function carryOut(run: RunJob, job: LeasedJob, context: RunContext): Promise<RunEnd> {
  try {
    const outcome = await run(job, context);
    if (outcome.kind === 'done' || context.signal.aborted) return outcome;
    // Back into the queue it would be taken again at once, for ever.
    const failure = failed(
      'INTERNAL',
      'The run stopped without having been told to. Please report this.',
    ).failure;
    return { kind: 'failed', failure };
  } catch (thrown) {
    const failure = toFailure(thrown);
    const toldTo = context.signal.aborted && (failure.code === 'CANCELLED' || isAbort(thrown));
    return toldTo ? { kind: 'stopped' } : { kind: 'failed', failure };
  }
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}
