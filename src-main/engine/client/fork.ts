import type { FromEngine, ToEngine } from '../protocol.ts';

export interface EngineExit {
  code: number | null;
  signal: string | null;
  /** The last lines it wrote to stderr, oldest first. */
  lastLines: readonly string[];
}

export interface EngineChild {
  readonly pid: number | null;
  /** @throws when the message cannot be cloned. A message to a process that is gone is dropped. */
  send(message: ToEngine): void;
  /** Ends it at once, whatever it is doing; its end is told by `onExit`. */
  kill(): void;
}

export interface ForkOptions {
  entryUrl: URL;
  /** Command line arguments for the entry. */
  args: readonly string[];
  onMessage(message: FromEngine): void;
  /** Called exactly once, after the last message; also when it could not be started at all. Never before `fork` returned. */
  onExit(exit: EngineExit): void;
}

/** How this shell starts a child process that runs a module; messages travel by structured clone. */
export type ForkEngine = (options: ForkOptions) => EngineChild;
