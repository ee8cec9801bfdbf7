export interface BackendStart {
  dataFolder: string;
  engineProcesses?: number;
  /** As for a command that is over at once: what is not asked for is not started. */
  idle?: boolean;
  /** The folder with `models/`. */
  programFolder: string;
}

/** How late main's event loop was, over the time between the two questions. */
export interface LoopDelay {
  p99Ms: number;
  maxMs: number;
  samples: number;
}

/** A string is a frame of the contract. */
export type FromBackend = string | { ready: true } | { failed: string } | { loop: LoopDelay };

export const loopResolutionMs = 2;
