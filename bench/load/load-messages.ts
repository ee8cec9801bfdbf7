/** What a load process is asked to send. */
export interface LoadOrder {
  host: string;
  port: number;
  /** Path of every request; all are POST. */
  path: string;
  headers: Record<string, string>;
  /** Sent in turn. With `fresh`, every request is another one although bodies come again. */
  bodies: string[];
  /** Digits that stand once in every body, overwritten by a running number. */
  fresh: string | null;
  connections: number;
  /** Requests a second, whatever the answers take; null = each connection sends when it has its answer. */
  perSecond: number | null;
  /** Not counted. */
  warmUpMs: number;
  durationMs: number;
  /** Text that every answer with status 200 must contain, such as the shape for one row. */
  mustContain: string;
}

export interface LoadReport {
  requests: number;
  seconds: number;
  /** Answers that were right, per second: what was achieved. */
  perSecond: number;
  p50Us: number;
  p99Us: number;
  maxUs: number;
  /** Answers that were wrong, by what was wrong: a status, a body without what it must contain, a connection that closed. */
  wrong: Record<string, number>;
  /** The first wrong answer, for whoever has to find out why. */
  firstWrong: string | null;
  /** Processor seconds of the load process itself. */
  cpuSeconds: number;
}

export type FromLoad = { report: LoadReport } | { failed: string };
