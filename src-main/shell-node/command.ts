import type { Failure, FailureCode } from '../contract/failure.ts';
import type { CommandBackend } from './backend.ts';

/** What a command may use of the world; tests hand in another one. */
export interface Surroundings {
  /** Results. */
  out(text: string): void;
  /** Text for people. */
  err(text: string): void;
  /** Columns of the terminal that `err` goes to, or null when it is none. */
  errColumns: number | null;
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Tells of Ctrl-C and of every other wish that the program ends. Returns the undo. */
  onInterrupt(listener: () => void): () => void;
  /** Tells of every line entered, where a person sits before a terminal. */
  onEnter(listener: () => void): void;
  /** Ends the program now, without finishing anything. */
  leave(exitCode: number): void;
  /**
   * Opens the data folder, or reaches the process that holds it. `idle` for commands that only look and note.
   * @throws FOLDER_IN_USE when the holder does not answer, FOLDER_UNUSABLE, STORE_FAILED
   */
  connect(dataFolder: string, options: { idle: boolean }): Promise<CommandBackend>;
}

export interface Command {
  /** As typed, e.g. `jobs list`. */
  name: string;
  summary: string;
  /** Everything after `foredeck`, then what the options mean. */
  usage: string;
  /** @returns the exit code */
  run(args: string[], surroundings: Surroundings): Promise<number>;
}

export const exitCodes = { done: 0, failed: 1, refused: 2, someRejected: 3, cancelled: 130 } as const;

/** A command that cannot be understood; the program answers with this line and the command's usage. */
export class UsageError extends Error {}

const refusals: ReadonlySet<FailureCode> = new Set<FailureCode>([
  'INPUT_NOT_FOUND',
  'INPUT_UNREADABLE',
  'INPUT_UNSUPPORTED',
  'INPUT_EMPTY',
  'INPUT_MALFORMED',
  'INPUT_CHANGED',
  'MAPPING_INCOMPLETE',
  'OUTPUT_EXISTS',
  'OUTPUT_NOT_WRITABLE',
  'MODEL_NOT_FOUND',
  'MODEL_INVALID',
  'MODEL_OFF',
  'JOB_NOT_FOUND',
  'TOKEN_NOT_FOUND',
  'BAD_REQUEST',
  'NOT_SUPPORTED',
]);

/** 2 for what the caller gave and can change, 130 for what was cancelled, 1 for everything else. */
export function exitCodeOf(failure: Failure): number {
  if (failure.code === 'CANCELLED') return exitCodes.cancelled;
  return refusals.has(failure.code) ? exitCodes.refused : exitCodes.failed;
}
