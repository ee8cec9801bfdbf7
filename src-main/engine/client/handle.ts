import type { EngineState } from './states.ts';

export interface CallOptions {
  signal?: AbortSignal;
  /** Time from now until the answer, waiting for the process included. */
  deadlineMs?: number;
}

/** One engine process as its users see it: it stays the same over crashes and restarts. */
export interface EngineHandle {
  /** From 1. */
  readonly number: number;
  readonly state: EngineState;
  /** Counts the processes that served under this handle: what one was told, the next does not know. */
  readonly incarnation: number;
  /** Calls it has not answered yet, those that wait for it to come up included. */
  readonly callsSent: number;
  /**
   * Has the process carry out an operation; waits for it while it starts. The promise settles when the operation is
   * over in the process too, so nothing it does can come later.
   * @throws ENGINE_CRASHED when the process ended meanwhile, ENGINE_TIMEOUT past the deadline, ENGINE_MEMORY over the
   * memory cap, CANCELLED by the signal, ENGINE_BOOT or ENGINE_PROTOCOL when it does not come up, CLOSED when the pool
   * is stopped, and whatever failure the operation answers.
   */
  call<Result>(operation: string, payload: unknown, options?: CallOptions): Promise<Result>;
  /** What it works on, in words for people. */
  setWork(work: string | null): void;
}
