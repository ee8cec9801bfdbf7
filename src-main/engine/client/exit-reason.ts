import { type Failure, failed } from '../../contract/failure.ts';
import { memoryCapLine } from '../protocol.ts';
import type { EngineExit } from './fork.ts';

/** Whether a process ended itself because it held more memory than it may. */
export function endedOverMemory(exit: EngineExit): boolean {
  return exit.lastLines.some((line) => line.startsWith(memoryCapLine));
}

/** For the calls that were in flight when a process ended by itself. */
export function crashFailure(number: number, exit: EngineExit, inFlight: number): Failure {
  if (endedOverMemory(exit)) {
    return failed(
      'ENGINE_MEMORY',
      `Engine process ${number} needed more memory than it may have and was ended. Use smaller chunks or raise the limit.`,
      // With several in flight nobody knows whose memory it was, and each may well succeed when tried again.
      { retryable: inFlight > 1 },
    ).failure;
  }
  return failed('ENGINE_CRASHED', `Engine process ${number} ended unexpectedly (${how(exit)}).`, {
    retryable: true,
  }).failure;
}

/** For a process that did not come up. */
export function bootFailure(number: number, reason: string | null, exit: EngineExit): Failure {
  const text = exit.lastLines.join('\n');
  return failed(
    'ENGINE_BOOT',
    `Engine process ${number} does not start: ${reason ?? `it ended at once (${how(exit)})`}.`,
    text === '' ? {} : { details: { hint: text } },
  ).failure;
}

function how({ code, signal }: EngineExit): string {
  if (signal !== null) return `signal ${signal}`;
  return code === null ? 'it could not be started' : `exit code ${code}`;
}
