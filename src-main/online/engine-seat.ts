import type { EngineProcess } from '../contract/app.ts';

/** One engine process, as far as requests are sent to it. */
export interface EngineSeat {
  /** From 1; it stays the same over restarts. */
  readonly number: number;
  readonly state: EngineProcess['state'];
  /** Counts the processes that served under this number. */
  readonly incarnation: number;
  /** Calls it has and has not answered, of everybody. */
  readonly callsSent: number;
  /** @throws FailureError ENGINE_CRASHED, ENGINE_TIMEOUT, ENGINE_MEMORY, CANCELLED, CLOSED, or what the operation answers */
  call<Result>(
    operation: string,
    payload: unknown,
    options: { signal: AbortSignal; deadlineMs: number },
  ): Promise<Result>;
}

/** A model that is loaded, for as long as it is held. */
export interface HeldModel {
  /** What its session goes by in the engine processes. */
  sessionKey: string;
  /** What loading it took, when this is what woke it. */
  coldStartMs: number | null;
  /** The processes that have it now; it changes with restarts and with `resize`. */
  seats(): readonly EngineSeat[];
  /** Has so many processes hold it. */
  resize(instances: number): Promise<void>;
  release(): void;
}
