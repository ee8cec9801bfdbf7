export interface BackendStart {
  dataFolder: string;
  engineProcesses?: number;
  /** As for a command that is over at once: what is not asked for is not started. */
  idle?: boolean;
  /** The folder with `models/`. */
  programFolder: string;
  /** The local server as well, on any free port and for everybody on this machine. */
  http?: {
    /** Answers requests for tensors at once with these outputs, whatever was asked: the server with no model. */
    instantOutputsJson: string | null;
  };
}

/** How late main's event loop was, over the time between the two questions. */
export interface LoopDelay {
  p99Ms: number;
  maxMs: number;
  samples: number;
}

/** What the process holds; memory in use is measured after a collection where it was started with `--expose-gc`. */
export interface Resources {
  usedMb: number;
  residentMb: number;
  /** What keeps the event loop alive, by kind, and open file descriptors where there is a /proc. */
  handles: Record<string, number>;
}

export interface Question {
  ask: 'loop-start' | 'loop-end' | 'resources' | 'stop';
}

/** A string is a frame of the contract. */
export type FromBackend =
  | string
  | { ready: { url: string | null } }
  | { failed: string }
  | { loop: LoopDelay }
  | { resources: Resources };

export const loopResolutionMs = 2;
