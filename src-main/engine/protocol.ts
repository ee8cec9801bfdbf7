import type { Failure } from '../contract/failure.ts';

/**
 * Version of the messages below. Both ends of one build always agree; they differ when an update replaced files
 * under a running console, and then calls must be refused instead of being misread.
 */
export const engineProtocol = 1;

/** What the supervisor tells a process on its command line, as one JSON argument. */
export interface EngineBoot {
  protocol: number;
  /** The process whose end must be the child's end. */
  parentPid: number;
  /** The child ends itself when its resident memory passes this; null = no cap. */
  memoryCapBytes: number | null;
  /** How often to send a `vitals` message; null where the supervisor can read them from the system. */
  vitalsEveryMs: number | null;
}

export type ToEngine =
  | { kind: 'call'; id: number; operation: string; payload: unknown }
  /** Asks a call to end soon. Its reply is still sent; a process that stays silent is killed. */
  | { kind: 'cancel'; id: number }
  /** Whether it may connect to other machines. Until it is told, it may not. */
  | { kind: 'offline'; on: boolean };

export type FromEngine =
  | { kind: 'hello'; protocol: number; pid: number; runtime: string }
  | { kind: 'reply'; id: number; ok: true; value: unknown }
  | { kind: 'reply'; id: number; ok: false; failure: Failure }
  | { kind: 'vitals'; rssBytes: number; cpuMs: number }
  /** The answer to `offline`, and said again after refusals: how many there were since it was said last. */
  | { kind: 'offline'; on: boolean; refused: number };

/** First words of the stderr line by which a process says that it ended itself over its memory cap. */
export const memoryCapLine = 'engine process over its memory cap';
