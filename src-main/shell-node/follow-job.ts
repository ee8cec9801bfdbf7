import { type Failure, FailureError, failed } from '../contract/failure.ts';
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

/** A job that has come to its end, and the backend that was used last, to be closed by who asked. */
export interface Ended extends Followed {
  /** Of a job that is done. */
  result: JobResult | null;
}

/** How many reasons for rejected rows are told; all of them are in the console and in the file. */
const reasonsTold = 10;

/**
 * Waits until a job has ended, showing its progress on a terminal. The first interrupt cancels the job (what was
 * finished is kept), the second one leaves at once. When the process that runs it closes, the command goes on with
 * the job itself or with the next holder.
 */
export async function followJob(
  { job, backend }: Followed,
  dataFolder: string,
  around: Surroundings,
): Promise<Ended> {
  const line = progressLine(around);
  let last = job;
  let used = backend;
  let interrupts = 0;
  let toldWaiting: string | null = null;
  const undo = around.onInterrupt(() => {
    interrupts += 1;
    if (interrupts > 1) return around.leave(exitCodes.cancelled);
    line.clear();
    around.err('Cancelling; what is finished is kept. Press Ctrl-C again to leave at once.\n');
    used.client.jobs.cancel({ id: job.id }).catch((thrown: unknown) => {
      if (!(thrown instanceof FailureError)) throw thrown;
      // It has just ended by itself, or the connection is gone: then the stream tells.
      if (isClosed(thrown) || thrown.failure.code === 'JOB_STATE') return;
      around.err(`It could not be cancelled: ${text.plain(thrown.message)}\n`);
    });
  });
  try {
    while (true) {
      try {
        for await (const jobs of await used.client.jobs.watch()) {
          last =
            jobs.find((candidate) => candidate.id === job.id) ??
            (await used.client.jobs.show({ id: job.id }));
          if (hasEnded(last)) {
            const result = last.state === 'done' ? await used.client.jobs.result({ id: job.id }) : null;
            return { job: last, backend: used, result };
          }
          if (last.waitingFor !== null && last.waitingFor !== toldWaiting) {
            line.clear();
            around.err(`Waiting: ${text.plain(last.waitingFor)}. It runs as soon as that is over.\n`);
          }
          toldWaiting = last.waitingFor;
          line.show(last);
        }
      } catch (thrown) {
        if (!isClosed(thrown)) throw thrown;
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

/** Whether a call failed because the process that was to answer it has closed. */
export function isClosed(thrown: unknown): boolean {
  return thrown instanceof FailureError && thrown.failure.code === 'CLOSED';
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
  { job, result }: Ended,
  around: Surroundings,
  options: { json: boolean },
): Promise<number> {
  const goesOn = `foredeck jobs resume ${job.id} goes on from there`;
  if (job.state === 'failed' && job.failure)
    throw new FailureError(withHint(job.failure, `${goesOn}, once that is mended.`));
  const name = text.plain(job.inputName);
  if (!result) {
    const kept = text.rows(job.progress.rowsDone);
    throw failed('CANCELLED', `Cancelled; ${kept} of ${name} are kept.`, { details: { hint: `${goesOn}.` } });
  }
  const speed = `${text.duration(result.seconds)} (${text.rate(result.rowsPerSecond)})`;
  around.err(`${text.rows(result.scored)} of ${name} scored in ${speed}.\n`);
  for (const { reason, rows, firstRow } of result.reasons.slice(0, reasonsTold)) {
    const first = `(first: row ${text.count(firstRow)})`;
    around.err(`Rejected ${text.rows(rows)}: ${text.plain(reason)} ${first}\n`);
  }
  const untold = result.reasons.slice(reasonsTold).reduce((sum, { rows }) => sum + rows, 0);
  if (untold > 0) around.err(`Rejected ${text.rows(untold)} for other reasons; each row tells its own.\n`);
  around.out(options.json ? text.json(scoreDocument(job, result)) : `${job.outputPath}\n`);
  return result.rejected > 0 ? exitCodes.someRejected : exitCodes.done;
}

/** Nothing is kept of an input that is wrong: it is scored anew when it has been mended. */
function withHint(failure: Failure, hint: string): Failure {
  if (failure.details?.hint || failure.code.startsWith('INPUT_')) return failure;
  return { ...failure, details: { ...failure.details, hint } };
}
