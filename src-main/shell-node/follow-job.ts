import { FailureError, failed } from '../contract/failure.ts';
import type { Job, JobResult } from '../contract/jobs.ts';
import type { CommandBackend } from './backend.ts';
import { exitCodes, type Surroundings } from './command.ts';
import { progressLine } from './progress-line.ts';
import * as text from './text.ts';

/** A job that a command waits for: how to reach the product again when its holder closes meanwhile. */
export interface Followed {
  job: Job;
  backend: CommandBackend;
}

/**
 * Waits until a job has ended, showing its progress on a terminal. The first interrupt cancels the job (what was
 * finished is kept), the second one leaves at once. When the process that runs it closes, the command goes on with
 * the job itself or with the next holder.
 * @returns the job as it ended, and the backend that was used last, to be closed by the caller
 */
export async function followJob(
  { job, backend }: Followed,
  dataFolder: string,
  around: Surroundings,
): Promise<Followed> {
  const line = progressLine(around);
  let last = job;
  let used = backend;
  let interrupts = 0;
  const undo = around.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) return around.leave(exitCodes.cancelled);
    line.clear();
    around.err('Cancelling; what is finished is kept. Press Ctrl-C again to leave at once.\n');
    used.client.jobs.cancel({ id: job.id }).catch((thrown: unknown) => {
      // It has just ended by itself, or the connection is gone: then the stream tells.
      if (!(thrown instanceof FailureError)) throw thrown;
    });
  });
  try {
    while (true) {
      try {
        for await (const jobs of await used.client.jobs.watch()) {
          last =
            jobs.find((candidate) => candidate.id === job.id) ??
            (await used.client.jobs.show({ id: job.id }));
          if (hasEnded(last)) return { job: last, backend: used };
          line.show(last);
        }
      } catch (thrown) {
        if (!(thrown instanceof FailureError) || thrown.failure.code !== 'CLOSED') throw thrown;
      }
      if (interrupts > 0) throw failed('CANCELLED', 'The console that ran the job closed.');
      await used.close();
      used = await around.connect(dataFolder, { idle: false });
    }
  } finally {
    undo();
    line.clear();
  }
}

function hasEnded(job: Job): boolean {
  return job.state === 'done' || job.state === 'failed' || job.state === 'cancelled';
}

/** What `score --json` prints; the shape is a promise. */
export function scoreDocument(job: Job, result: JobResult) {
  return {
    job: job.id,
    model: job.model.name,
    version: job.model.version,
    rows: result.rows,
    scored: result.scored,
    rejected: result.rejected,
    seconds: result.seconds,
    rowsPerSecond: result.rowsPerSecond,
    output: job.outputPath,
    stages: result.stages,
  };
}

/**
 * Tells how a followed job ended, and gives the exit code for it.
 * @throws what it failed with, CANCELLED
 */
export async function tellEnd(
  { job, backend }: Followed,
  around: Surroundings,
  options: { json: boolean },
): Promise<number> {
  if (job.state === 'failed' && job.failure) throw new FailureError(job.failure);
  if (job.state !== 'done') {
    const kept = text.rows(job.progress.rowsDone);
    throw failed('CANCELLED', `Cancelled; ${kept} of ${job.inputName} are kept.`, {
      details: { hint: `foredeck jobs resume ${job.id} goes on from there.` },
    });
  }
  const result = await backend.client.jobs.result({ id: job.id });
  const speed = `${text.duration(result.seconds)} (${text.rate(result.rowsPerSecond)})`;
  around.err(`${text.rows(result.scored)} of ${job.inputName} scored in ${speed}.\n`);
  for (const { reason, rows, firstRow } of result.reasons) {
    around.err(`Rejected ${text.rows(rows)}: ${reason} (first: row ${text.count(firstRow)})\n`);
  }
  around.out(options.json ? text.json(scoreDocument(job, result)) : `${job.outputPath}\n`);
  return result.rejected > 0 ? exitCodes.someRejected : exitCodes.done;
}
